import type { Bus } from '#core/bus/bus.ts'
import type { Answer, CommandName, Payload } from '#core/bus/topics.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { type NodeRed, startNodeRed } from '#test/support/node-red.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

/** A command that a flow sent. */
export type AskedOf = {
  readonly command: CommandName
  readonly words: Readonly<Record<string, unknown>>
}

/** A hub as flows see it, with time turned by hand: its devices speak, and its commands are answered. */
export type FlowStand = AsyncDisposable & {
  readonly red: NodeRed
  readonly time: VirtualTime
  readonly bus: Bus
  /** What was asked since it was last forgotten, oldest first. */
  asked(command?: CommandName): readonly AskedOf[]
  forget(): void
  /** A control moves. */
  moves(device: string, control: string, value: number, more?: Partial<ControlEvent>): Promise<void>
  /** A pad or button is struck, and let go of after `heldMs`. */
  strikes(device: string, control: string, heldMs?: number): Promise<void>
  tempo(bpm: number, more?: Partial<Payload<'transport'>>): Promise<void>
  macros(...values: readonly number[]): Promise<void>
  /** Somebody said something that was understood. */
  hears(intent: string, slots?: Readonly<Record<string, unknown>>, surface?: string): Promise<void>
}

type Answers = { readonly [N in CommandName]?: (words: never) => Answer<N> }
/** What the owners of commands answer. */
const answers: Answers = {
  generate: () => ({ piece: 'pc_1', title: 'Slow Rain', seed: 1 }),
  play: ({ piece }: { piece: string }) => ({ piece, startsAtMs: 500 }),
  stop: () => ({}),
  panic: () => ({ released: 3 }),
  keep: () => ({ take: 'tk_1', lengthMs: 8000, notes: 12 }),
  scene: ({ scene = 'next' }: { scene?: string }) => ({ scene }),
  macro: () => ({}),
  output: () => ({}),
  set: () => ({}),
  publish: () => ({ publication: 'pb_1', status: 'draft' }),
  say: () => ({}),
}

/**
 * @param startsAt the wall clock at the beginning, in the machine's own time
 * @param deaf commands that nobody owns
 */
export async function openFlowStand({
  startsAt = '2026-06-21T12:00:00',
  deaf = [],
}: {
  startsAt?: string
  deaf?: readonly CommandName[]
} = {}): Promise<FlowStand> {
  const opened = new AsyncDisposableStack()
  const broker = memoryBroker()
  const flows = opened.use(broker.client('flows'))
  const bus = opened.use(broker.client('live'))
  const asked: AskedOf[] = []
  for (const command of Object.keys(answers) as CommandName[]) {
    if (deaf.includes(command)) continue
    await bus.answer(command, ({ id: _id, replyTo: _to, by: _by, ...words }) => {
      asked.push({ command, words })
      return answers[command]!(words as never) as never
    })
  }
  const beganMs = new Date(startsAt).getTime()
  const red = opened.use(
    await startNodeRed({
      bus: flows,
      clock: {
        now: () => time.now(),
        date: () => new Date(beganMs + time.now()).toISOString(),
      },
    }),
  )
  // Node-RED itself starts in real time; what is deployed lives in ours.
  const time = opened.use(virtualTime())
  let intents = 0

  const moves: FlowStand['moves'] = async (device, control, value, more = {}) => {
    await bus.publish(
      'control',
      {
        ...{ device, control, value, kind: 'continuous', raw: value, atMs: time.now() },
        ...more,
      },
      { device, control },
    )
    await time.pass(0)
    await time.pass(0)
  }
  return {
    red,
    time,
    bus,
    asked: (command) => asked.filter((one) => command === undefined || one.command === command),
    forget: () => void asked.splice(0),
    moves,
    async strikes(device, control, heldMs = 50) {
      await moves(device, control, 1, { kind: 'trigger' })
      await time.pass(heldMs)
      await moves(device, control, 0, { kind: 'trigger' })
    },
    async tempo(bpm, more = {}) {
      await bus.publish('transport', {
        ...{ playing: false, bpm, meter: { beats: 4, unit: 4 }, originMs: 0, originBeat: 0 },
        source: 'default',
        ...more,
      })
      await time.pass(0)
    },
    async macros(...values) {
      await bus.publish('macros', {
        values: Array.from({ length: 8 }, (_, at) => values[at] ?? 0),
      })
      await time.pass(0)
    },
    async hears(intent, slots = {}, surface = 'studio') {
      intents += 1
      await bus.publish('intent', { id: `in_${intents}`, surface, intent, slots }, { surface })
      await time.pass(0)
      await time.pass(25)
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
