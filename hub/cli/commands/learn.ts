import { topics } from '#core/bus/topics.ts'
import { v } from '#core/schema.ts'
import type { Cli, CliCommand } from '../cli.ts'
import type { HubClient } from '../hub-client.ts'
import { mappingLine } from './map.ts'

const State = topics.learning.schema
/** What /live says: the state as it is, then each change of it. */
const Snap = v.object({ op: v.literal('snap'), data: State })
const Tick = v.array(v.tuple([v.number(), v.number(), v.number(), State]))

const path = '/api/v1/learning'

/** `rigsong learn tempo`, then turn a knob. */
export const learn: CliCommand = {
  words: 'learn',
  args: '[target]',
  says: 'turn or press a control and have it do something; shows what was learned until Ctrl-C',
  options: [{ flags: '--takeover <how>', says: 'jump, pickup, scale or relative' }],
  async run(cli, [target], { takeover }) {
    const hub = await cli.hub()
    await hub.call('PUT', path, { armed: true, target, takeover })
    const socket = await hub.live()
    const closed = new Promise<void>((resolve) => {
      socket.addEventListener('close', () => resolve())
    })
    const tell = teller(cli)
    socket.addEventListener('message', ({ data }) => {
      for (const state of statesIn(JSON.parse(String(data)))) tell(state)
    })
    cli.signal.addEventListener('abort', () => void stop(hub, socket), { once: true })
    socket.send(JSON.stringify({ op: 'sub', id: 0, topic: 'state/learning', mode: 'all' }))
    cli.err(
      target === undefined
        ? 'Turn or press a control, then choose what it does: rigsong learn <target>\n'
        : `Turn or press what is to do ${target}.\n`,
    )
    await closed
    return cli.signal.aborted ? 0 : 3
  },
}

type State = v.InferOutput<typeof State>

function statesIn(message: unknown): readonly State[] {
  const snap = v.safeParse(Snap, message)
  if (snap.success) return [snap.output.data]
  const tick = v.safeParse(Tick, message)
  return tick.success ? tick.output.map(([, , , state]) => state) : []
}

/** Says each lesson, and each control that moved, once. */
function teller(cli: Cli): (state: State) => void {
  let told = ''
  return ({ learned, moved }) => {
    const line =
      learned && !moved ? mappingLine(learned) : moved && `${moved.device}/${moved.control}`
    const words = JSON.stringify({ learned, moved })
    if (line === undefined || words === told) return
    told = words
    if (learned && !moved) cli.print(learned, line)
    else cli.err(`${line} moved\n`)
  }
}

async function stop(hub: HubClient, socket: WebSocket): Promise<void> {
  // Whether or not the hub still hears it, nobody waits here any longer.
  await hub.call('PUT', path, { armed: false }).catch(() => {})
  socket.close()
}
