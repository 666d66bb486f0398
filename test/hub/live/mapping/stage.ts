import sinon from 'sinon'
import type { Payload, TopicName } from '#core/bus/topics.ts'
import { decodeMidi, describeMidi } from '#core/midi/codec.ts'
import type { Control } from '#core/rig/description.ts'
import { emptyPatch, type Patch } from '#core/rig/rig.ts'
import { bandRoles, firstAccompaniment } from '#core/score/accompaniment.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { type Mapper, openMapper, type PresentDevice } from '#hub/live/mapping/mapper.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'

/** A board with knobs, a pad controller on MIDI and a wheel without end. */
export const box: PresentDevice = {
  id: 'box',
  transport: 'firmata',
  roles: { 'macro-1': 'knob-1', 'foot-1': 'button-1', tempo: 'knob-3' },
  controls: [
    ...[1, 2, 3].map(
      (n): Control => ({ id: `knob-${n}`, kind: 'continuous', from: { analog: n - 1 } }),
    ),
    ...[1, 2].map((n): Control => ({ id: `button-${n}`, kind: 'state', from: { digital: n } })),
  ],
}
export const pads: PresentDevice = {
  id: 'pads',
  transport: 'usb-midi',
  roles: {},
  controls: [
    { id: 'pad-1', kind: 'trigger', from: { note: 36 } },
    { id: 'pad-2', kind: 'trigger', from: { note: 37 } },
    { id: 'switch', kind: 'continuous', from: { cc: 64 } },
    { id: 'wheel', kind: 'continuous', from: { cc: 16, relative: 'twos-complement' } },
    ...[0, 1].map((n): Control => ({ id: `program-${n}`, kind: 'trigger', from: { program: n } })),
  ],
}

/** A mapper among fakes, and time that is turned by hand. */
export type Stage = Disposable & {
  readonly mapper: Mapper
  /** What was done, in words, such as 'macro 1 0.5' or 'note-on C4 100 ch 1 by pads'. */
  readonly done: string[]
  readonly time: sinon.SinonFakeTimers
  readonly transport: ReturnType<typeof openTransport>
  state<N extends TopicName>(name: N): Payload<N> | undefined
  /** How often it was said. */
  said(name: TopicName): number
  move(control: string, value: number, raw?: number): void
  press(control: string): void
  lift(control: string): void
  /** The devices that are here now. */
  present: readonly PresentDevice[]
}

export function openStage(patch: Partial<Patch> = {}): Stage {
  const time = sinon.useFakeTimers({ now: 1000 })
  const clock = { now: () => Date.now(), date: () => new Date().toISOString() }
  const transport = openTransport(() => {}, clock.now())
  const states = new Map<TopicName, unknown[]>()
  const done: string[] = []
  const did =
    (what: string) =>
    (...words: readonly unknown[]): void =>
      void done.push([what, ...words.filter((word) => word !== undefined)].join(' '))
  const stage: Stage = {
    mapper: openMapper({
      clock,
      transport,
      present: () => stage.present,
      answering: () => true,
      accompaniment: () => ({ ...firstAccompaniment, style: 'funk', bass: true }),
      herald: {
        state: (name, payload) => void states.set(name, [...(states.get(name) ?? []), payload]),
      },
      act: {
        play: did('play'),
        stop: did('stop'),
        panic: did('panic'),
        generate: did('generate'),
        keep: did('keep'),
        answering: did('answering'),
        accompany: ({ style, ...who }) =>
          void done.push(
            ['accompany', ...bandRoles.filter((role) => who[role]), 'in', style].join(' '),
          ),
        macro: did('macro'),
        tempo(bpm) {
          done.push(`tempo ${bpm}`)
          transport.setTempo(bpm, 'command', clock.now())
        },
        note: (bytes, device) => void done.push(`${describeMidi(decodeMidi(bytes)!)} by ${device}`),
      },
    }),
    done,
    time,
    transport,
    state: (name) => states.get(name)?.at(-1) as never,
    said: (name) => states.get(name)?.length ?? 0,
    move(id, value, raw = value) {
      const device = stage.present.find(({ controls }) => controls.some((one) => one.id === id))!
      const { kind } = device.controls.find((one) => one.id === id)!
      const event = { device: device.id, control: id, kind, value, raw, atMs: clock.now() }
      stage.mapper.moved(event as ControlEvent)
    },
    press: (control) => stage.move(control, 1),
    lift: (control) => stage.move(control, 0),
    present: [box, pads],
    [Symbol.dispose]() {
      stage.mapper[Symbol.dispose]()
      time.restore()
    },
  }
  stage.mapper.apply({ revision: 1, patch: { ...emptyPatch, ...patch } })
  return stage
}

/** A bus on which this mapper does its commands, to ask them of. */
export async function askable({ mapper }: Stage) {
  const broker = memoryBroker()
  await mapper.own(broker.client('live'))
  return broker.client('hub')
}
