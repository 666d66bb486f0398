import { join } from 'node:path'
import { refuseStart } from '#runtime/child.ts'
import { childrenOf } from '#runtime/children.ts'
import { readConfig } from '#runtime/config.ts'
import { type Child, type KeepParts, keepAlive } from '#runtime/keep-alive.ts'
import { openLog } from '#runtime/log.ts'
import { buildSqlite3InBackground } from '#runtime/sqlite3-build.ts'

export type Supervision = {
  /** The exit code for the whole: 0 after a clean end, a child's own where it cannot be cured. */
  readonly ended: Promise<number>
  /** Asks all to end in good order; a second time ends them at once. */
  stop(): void
  /** The process id of a child, while it runs. */
  pidOf(name: string): number | undefined
}

export type SuperviseParts = KeepParts & {
  readonly children: readonly Child[]
  /** Where the lines of a child's ready message go. */
  readonly print: (line: string) => void
  readonly stopWithinMs?: number
}

/** Starts every child, starts again those that end, and ends them all together. */
export function supervise(parts: SuperviseParts): Supervision {
  const { stopWithinMs = 2700 } = parts
  const { promise: ended, resolve } = Promise.withResolvers<number>()
  const printed = new Map<string, string>()
  let exitCode: number | undefined

  const keepers = parts.children.map((child) =>
    keepAlive(child, parts, {
      ready(lines) {
        // A child that came back says the same again; it is said once.
        const text = lines.join('\n')
        if (printed.get(child.name) === text) return
        printed.set(child.name, text)
        for (const line of lines) parts.print(line)
      },
      incurable: (code) => end(code),
      gone: () => {
        if (exitCode !== undefined && keepers.every(({ pid }) => pid() === undefined))
          resolve(exitCode)
      },
    }),
  )

  const end = (code: number): void => {
    if (exitCode !== undefined) return
    exitCode = code
    for (const keeper of keepers) keeper.end('SIGTERM')
    setTimeout(() => {
      for (const keeper of keepers) keeper.end('SIGKILL')
    }, stopWithinMs).unref()
    if (keepers.every(({ pid }) => pid() === undefined)) resolve(code)
  }

  return {
    ended,
    stop() {
      if (exitCode === undefined) end(0)
      else for (const keeper of keepers) keeper.end('SIGKILL')
    },
    pidOf: (name) => keepers.find((keeper) => keeper.name === name)?.pid(),
  }
}

const root = join(import.meta.dirname, '..')

/** npm hands a Ctrl-C on that the terminal has sent already: two at once are one. */
const oneSignalMs = 500

/** A compiler beside it would make the first minute of a new hub a poor one. */
const buildAfterMs = 60_000

/** Runs a whole hub until it is stopped. */
export async function main(): Promise<void> {
  await start().catch(refuseStart)
}

async function start(): Promise<void> {
  const terminal = process.stderr.isTTY === true
  const config = readConfig({ env: process.env, argv: process.argv.slice(2), terminal })
  const log = openLog('supervisor', config.logLevel)
  const children = await childrenOf(config, log)
  const print = (line: string): void => void process.stdout.write(`${line}\n`)
  const supervision = supervise({ children, log, print })
  let lastSignalMs = Number.NEGATIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - lastSignalMs < oneSignalMs) return
      lastSignalMs = now
      supervision.stop()
    })
  }
  if (process.env.npm_lifecycle_event === 'start')
    setTimeout(
      () => void buildSqlite3InBackground({ root, dataDir: config.dataDir, log }),
      buildAfterMs,
    ).unref()
  process.exit(await supervision.ended)
}
