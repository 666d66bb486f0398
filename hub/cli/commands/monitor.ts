import { topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import type { Cli, CliCommand } from '../cli.ts'

/** One tick of /live: what arrived since the last one, oldest first, as [id, seq, atMs, payload]. */
const Tick = v.array(
  v.tuple([v.number(), v.number(), v.number(), v.record(v.string(), v.unknown())]),
)
const Bye = v.object({ op: v.literal('bye'), reason: v.string() })

/** Pattern → path of every kind of event: 'event/midi/+' → 'event/midi/{device}'. */
const everyEvent = new Map(
  Object.values(topics)
    .filter(({ kind }) => kind === 'event')
    .map(({ path }) => [path.replace(/\{\w+\}/g, '+'), path]),
)

/** `rigsong monitor 'event/midi/+'`, `rigsong monitor --json` for one event a line. */
export const monitor: CliCommand = {
  words: 'monitor',
  args: '[topics...]',
  says: 'show what happens, one event a line, until Ctrl-C',
  async run(cli, args) {
    const patterns = args.length > 0 ? args : [...everyEvent.keys()]
    const socket = await (await cli.hub()).live()
    const closed = new Promise<void>((resolve) => {
      socket.addEventListener('close', () => resolve())
    })
    socket.addEventListener('message', ({ data }) => show(cli, patterns, JSON.parse(String(data))))
    cli.signal.addEventListener('abort', () => socket.close(), { once: true })
    patterns.forEach((topic, id) => {
      socket.send(JSON.stringify({ op: 'sub', id, topic, mode: 'all' }))
    })
    await closed
    return cli.signal.aborted ? 0 : 3
  },
}

function show(cli: Cli, patterns: readonly string[], message: unknown): void {
  const bye = v.safeParse(Bye, message)
  if (bye.success) cli.err(`${bye.output.reason}\n`)
  const tick = v.safeParse(Tick, message)
  if (!tick.success) return
  for (const [id, , , payload] of tick.output) {
    const topic = topicOf(patterns[id]!, payload)
    const line = cli.json ? JSON.stringify({ topic, ...payload }) : asLine(topic, payload)
    cli.out(`${line}\n`)
  }
}

/** The topic itself: what varies in it stands in the payload too. */
const topicOf = (pattern: string, payload: Readonly<Record<string, unknown>>): string =>
  (everyEvent.get(pattern) ?? pattern).replace(/\{(\w+)\}/g, (_, word: string) =>
    String(payload[word] ?? '+'),
  )

function asLine(topic: string, payload: Readonly<Record<string, unknown>>): string {
  const words = typeof payload.says === 'string' ? payload.says : JSON.stringify(payload)
  return `${topic}  ${words}`
}
