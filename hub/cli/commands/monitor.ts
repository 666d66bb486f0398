import { pathFrom, topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import type { Cli, CliCommand } from '../cli.ts'
import { inWords } from '../in-words.ts'
import { plain } from '../plain.ts'

/**
 * One tick of /live: what arrived since the last one, oldest first, as [id, seq, atMs, payload, topic];
 * without the topic where it was asked for by name, and null for a state that was taken back.
 */
const Tick = v.array(
  v.tuple([
    v.number(),
    v.number(),
    v.number(),
    v.nullable(v.record(v.string(), v.unknown())),
    v.optional(v.string()),
  ]),
)
const Bye = v.object({ op: v.literal('bye'), reason: v.string() })

/** Every kind of event: 'event/midi/+'. */
const everyEvent = Object.values(topics)
  .filter(({ kind }) => kind === 'event')
  .map(({ path }) => path.replace(/\{\w+\}/g, '+'))

/** `rigsong monitor 'event/midi/+'`, `rigsong monitor --json` for one event a line. */
export const monitor: CliCommand = {
  words: 'monitor',
  args: '[topics...]',
  says: 'show what happens, one event a line, until Ctrl-C',
  async run(cli, args) {
    const patterns = args.length > 0 ? args : everyEvent
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
  for (const [id, , , payload, topic = patterns[id]!] of tick.output) {
    const line = cli.json
      ? JSON.stringify({ topic, ...payload })
      : plain(`${topic}  ${inWords(pathFrom(topic)?.name, payload)}`)
    cli.out(`${line}\n`)
  }
}
