import type { Bus } from '#core/bus/bus.ts'
import type { CommandName, Payload } from '#core/bus/topics.ts'
import type { Mapping } from '#core/rig/mapping.ts'
import { emptyPatch, type Patch } from '#core/rig/rig.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { type AskedOf, answerAll } from '#test/support/answer-all.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { type NodeRed, startNodeRed } from '#test/support/node-red.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

/** A hub as flows see it, with time turned by hand: its devices speak, and its commands are answered. */
export type FlowStand = AsyncDisposable & {
  readonly red: NodeRed
  readonly time: VirtualTime
  readonly bus: Bus
  /** What was asked since it was last forgotten, oldest first. */
  asked(command?: CommandName): readonly AskedOf[]
  forget(): void
  /** Begins anew: nothing asked, tempo, macros and mappings as on a new hub, noon. */
  begin(): Promise<void>
  /** From now on the machine says this time of day. */
  wallClock(time: string): Promise<void>
  /** So many minutes after sunrise in Berlin. */
  sunrise(minutes: number): Promise<void>
  /** A control moves. */
  moves(device: string, control: string, value: number, more?: Partial<ControlEvent>): Promise<void>
  /** A pad or button is struck, and let go of after `heldMs`. */
  strikes(device: string, control: string, heldMs?: number): Promise<void>
  /** A sensor that is on or off. */
  switches(device: string, control: string, on: boolean): Promise<void>
  /** A note begins and ends. */
  plays(device: string, pitch: number): Promise<void>
  tempo(bpm: number, more?: Partial<Payload<'transport'>>): Promise<void>
  macros(...values: readonly (number | undefined)[]): Promise<void>
  /** From now on the control does this by a mapping, and nothing else is mapped. */
  maps(when: Mapping['when'], does: Mapping['do']): Promise<void>
  /** Somebody said something that was understood. */
  hears(intent: string, slots?: Readonly<Record<string, unknown>>, surface?: string): Promise<void>
}

const day = '2026-06-21'
/** By the almanac. */
const berlinSunrise = '2026-06-21T02:43:00Z'

/** @param deaf commands that nobody owns */
export async function openFlowStand({
  deaf = [],
}: {
  deaf?: readonly CommandName[]
} = {}): Promise<FlowStand> {
  const opened = new AsyncDisposableStack()
  const broker = memoryBroker()
  const flows = opened.use(broker.client('flows'))
  const bus = opened.use(broker.client('live'))
  const asked = await answerAll(bus, deaf)
  let beganMs = 0
  const setWall = (atMs: number): void => {
    beganMs = atMs - time.now()
  }
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
  const tempo: FlowStand['tempo'] = async (bpm, more = {}) => {
    await bus.publish('transport', {
      ...{ playing: false, bpm, meter: { beats: 4, unit: 4 }, originMs: 0, originBeat: 0 },
      source: 'default',
      ...more,
    })
    await time.pass(0)
  }
  const macros: FlowStand['macros'] = async (...values) => {
    await bus.publish('macros', {
      values: Array.from({ length: 8 }, (_, at) => values[at] ?? 0),
      turned: values.flatMap((value, at) => (value === undefined ? [] : [at + 1])),
    })
    await time.pass(0)
  }
  const patch = async (more: Partial<Patch> = {}): Promise<void> => {
    await bus.publish('patch', { revision: 1, stored: true, patch: { ...emptyPatch, ...more } })
    await time.pass(0)
  }
  setWall(new Date(`${day}T12:00:00`).getTime())

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
    tempo,
    macros,
    async begin() {
      await red.deploy([])
      setWall(new Date(`${day}T12:00:00`).getTime())
      await tempo(100)
      await macros()
      await patch()
      asked.splice(0)
    },
    maps: async (when, does) => patch({ mappings: [{ id: 'mapped', when, do: does }] }),
    wallClock: async (at) => setWall(new Date(`${day}T${at}:00`).getTime()),
    sunrise: async (minutes) => setWall(Date.parse(berlinSunrise) + minutes * 60_000),
    switches: (device, control, on) => moves(device, control, on ? 1 : 0, { kind: 'state' }),
    async plays(device, pitch) {
      for (const [status, velocity] of [
        [0x90, 100],
        [0x80, 0],
      ] as const) {
        const bytes = [status, pitch, velocity]
        await bus.publish('midi', { atMs: time.now(), device, bytes, says: 'note' }, { device })
      }
      await time.pass(0)
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
