import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { Transport } from '#core/rig/transports.ts'

/** What a simulator says first: how a hub reaches it, and how a person drives it. */
export type Ready = {
  readonly transport: Transport
  /** As a rig names it. */
  readonly port: string
  /** The description that reads it. */
  readonly description: string
  /** One line on how to drive it. */
  readonly says: string
}

/** The same of a service outside, which no rig has. */
export type ServiceReady = {
  readonly service: string
  /** Where it is. */
  readonly url: string
  readonly says: string
}

/** Something a person can make a simulator do. */
export type ConsoleCommand = {
  /**
   * How it is said, its own name first, such as `turn <control> <0..1>`: a range is checked, `[word]` may
   * be left out, `<words...>` takes the rest of the line.
   */
  readonly words: string
  /** Gets the words after its name; what it throws is told as the reason. */
  do(words: readonly string[]): void | Promise<void>
}

export type SimulatorConsole = {
  /** Says what the hub did, such as `light 1 on`. */
  heard(says: string): void
  /** Settles after `quit`, the end of the input or a signal, once `close` is done. */
  readonly ended: Promise<void>
}

type Parts = {
  /** What is no device of a rig, such as a peer on the network, has no port. */
  readonly ready: Ready | ServiceReady | Pick<Ready, 'says'>
  /** By the word that begins them; `quit` is always there. */
  readonly commands: Readonly<Record<string, ConsoleCommand>>
  /** Lets go of the port and its link. */
  close?(): void | Promise<void>
}

/**
 * How a simulator process is driven, by a person or by a test: commands in plain words come in a line
 * each, and every one is answered by a line of JSON, in order.
 * @example
 * simulatorConsole({ ready, commands: { press: { words: 'press <button>', do: ([button]) => … } } })
 */
export function simulatorConsole(
  { ready, commands, close }: Parts,
  { input, output }: { input: Readable; output: Writable } = {
    input: process.stdin,
    output: process.stdout,
  },
): SimulatorConsole {
  const ended = Promise.withResolvers<void>()
  const lines = createInterface({ input })
  let ending = false

  const tell = (told: object): void => void output.write(`${JSON.stringify(told)}\n`)
  // Whoever started us is gone, and nobody else can hear us.
  const gone = (): void => void end()

  async function end(): Promise<void> {
    if (ending) return
    ending = true
    for (const signal of signals) process.off(signal, gone)
    lines.close()
    await Promise.try(() => close?.()).then(ended.resolve, ended.reject)
  }

  async function obey(line: string): Promise<void> {
    try {
      const { command, words } = understood(line, commands)
      await command.do(words)
      tell({ told: 'done' })
    } catch (error) {
      tell({ told: 'failed', why: error instanceof Error ? error.message : String(error) })
    }
  }

  async function listen(): Promise<void> {
    for await (const line of lines) {
      if (ending) return
      if (line.trim() === 'quit') {
        tell({ told: 'done' })
        return
      }
      if (line.trim() !== '') await obey(line)
    }
  }

  for (const signal of signals) process.once(signal, gone)
  output.on('error', gone)
  tell({ told: 'ready', ...ready })
  void listen().then(end)
  return {
    heard: (says) => {
      if (!ending) tell({ told: 'heard', says })
    },
    ended: ended.promise,
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

function understood(line: string, commands: Parts['commands']) {
  const [name = '', ...words] = line.trim().split(/\s+/)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) {
    const known = [...Object.values(commands).map((one) => one.words), 'quit']
    throw new Error(`there is no ${name}; say one of: ${known.join(', ')}`)
  }
  if (!fits(words, command.words.split(' ').slice(1))) throw new Error(`say: ${command.words}`)
  return { command, words }
}

/** Whether the words are as many as the form wants, and its numbers within their ranges. */
function fits(words: readonly string[], form: readonly string[]): boolean {
  const least = form.filter((one) => one.startsWith('<')).length
  const most = form.at(-1)?.endsWith('...>') ? Number.POSITIVE_INFINITY : form.length
  return (
    words.length >= least && words.length <= most && form.every((one, i) => inRange(words[i], one))
  )
}

function inRange(word: string | undefined, form: string): boolean {
  const [, from, to] = /^[<[](-?[\d.]+?)\.\.(-?[\d.]+)[>\]]$/.exec(form) ?? []
  if (word === undefined || from === undefined) return true
  return word.trim() !== '' && Number(word) >= Number(from) && Number(word) <= Number(to)
}
