import { pino } from 'pino'
import { HubError } from '#core/errors.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

type Say = (event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Events, not prose: `log.info('piece composed', { piece: piece.id, tookMs })`. */
export type Log = { readonly [level in LogLevel]: Say }

/** Where lines go; process.stderr is one. */
export type LogSink = { write(line: string): unknown; readonly isTTY?: boolean }

/**
 * The log of a process on standard error: JSON lines for machines, short lines for a terminal.
 * Fields that hold secrets (by their name, or inside an address) never reach it.
 */
export function openLog(process: string, level: LogLevel = 'info', sink?: LogSink): Log {
  const logger = pino(
    {
      level,
      base: { process },
      messageKey: 'event',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    sinkFor(sink),
  )
  const say =
    (at: LogLevel): Say =>
    (event, fields = {}) =>
      logger[at](withoutSecrets(fields) as object, event)
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
}

function sinkFor(sink: LogSink | undefined) {
  const target = sink ?? process.stderr
  if (target.isTTY) return { write: (line: string) => void target.write(readable(line)) }
  // Synchronous, so that the last words of a crash are not lost.
  return sink ?? pino.destination({ dest: 2, sync: true })
}

const colours: Record<LogLevel, string> = { debug: '90', info: '36', warn: '33', error: '31' }

/** `14:03:22 hub  piece composed piece=pc_… tookMs=12` */
function readable(line: string): string {
  const { level, time, process, event, ...fields } = JSON.parse(line)
  const words = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`)
  const colour = colours[level as LogLevel]
  const head = `\x1b[90m${time.slice(11, 19)}\x1b[0m \x1b[${colour}m${process}\x1b[0m`
  return `${[head, event, ...words].join(' ')}\n`
}

function plain(value: unknown): string {
  if (typeof value === 'string' && /^\S+$/.test(value)) return value
  // On a terminal the message of an error is enough; the whole of it is in the JSON lines.
  const error = typeof value === 'object' && value !== null && 'message' in value
  return JSON.stringify(error ? value.message : value)
}

const secretName = /(secret|token|password|passphrase|authorization|cookie|credential|api-?key)s?$/i
const secretInAddress = /(\w+:\/\/[^\s:/@]*:)[^\s/@]+@/g

/** The same fields with `[secret]` in place of what nobody should read. */
function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(secretInAddress, '$1[secret]@')
  if (typeof value !== 'object' || value === null) return value
  if (depth > 6) return '[deeper]'
  if (value instanceof Error) return errorFields(value, depth)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      secretName.test(name) ? '[secret]' : withoutSecrets(one, depth + 1),
    ]),
  )
}

function errorFields(error: Error, depth: number): object {
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: withoutSecrets(error.cause, depth + 1) }
  // Where a HubError came from is its code; a stack helps only with what nobody foresaw.
  const stack = error instanceof HubError ? {} : { stack: withoutSecrets(error.stack) }
  return { ...code, message: withoutSecrets(error.message), ...stack, ...cause }
}
