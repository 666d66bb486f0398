import type { Availability, ControlOf } from '#core/rig/description.ts'
import type { DeviceStatus } from '#core/rig/device-status.ts'
import { portName } from '#core/rig/port-name.ts'
import type { Driver, OpenDriver } from '../driver.ts'
import { filterFor } from '../mqtt-sensors/filters.ts'
import { isWord, valueIn, wordAt } from '../mqtt-sensors/payload.ts'
import { silenceWatch } from '../silence-watch.ts'

type Control = ControlOf<'mqtt'>
type Sensed = Exclude<Control, { kind: 'output' | 'stream' }>
type Output = Extract<Control, { kind: 'output' }>

/**
 * Hears a sensor on the broker and sets its switches and lights. It is there when it says so, or when
 * it is heard; values that the broker had kept count, but prove nothing.
 */
export const openMqtt: OpenDriver<'mqtt'> = ({ place, description }, ears, { clock, foreign }) => {
  const word = portName(place)
  const sensed = Map.groupBy(description.controls.filter(isSensed), ({ from }) => from.topic)
  const outputs = new Map(description.controls.filter(isOutput).map((one) => [one.id, one]))
  const said = Map.groupBy(description.availability, ({ topic }) => topic)
  const absent = `Nothing was heard from ${word} yet: check its power, its network and its MQTT user.`
  /** Which of its topics say that it is gone. */
  const left = new Map<Availability, boolean>()
  let status: DeviceStatus = { status: 'absent', hint: absent }
  let opened = false
  let closing: void | Promise<void>

  const silence = silenceWatch(
    () => description.silentMs,
    (silent) => {
      if (silent)
        become({ status: 'suspect', hint: `${word} is silent for longer than it should.` })
      else become({ status: 'live' })
    },
  )

  function become(next: DeviceStatus): void {
    if (status.status === next.status && status.hint === next.hint) return
    status = next
    ears.changed(next)
  }

  function come(): void {
    if (!opened) {
      opened = true
      silence.start()
      become({ status: 'live' })
      ears.opened()
    }
    silence.heard()
  }

  function go(hint: string): void {
    silence.stop()
    become({ status: 'absent', hint })
    if (!opened) return
    opened = false
    closing = ears.closing()
  }

  const hasLeft = (): boolean => [...left.values()].includes(true)

  function hearAvailability(availability: Availability, payload: Uint8Array): void {
    const heard = wordAt(payload, availability.path)
    if (heard === undefined) return
    const isOff = isWord(heard, availability.offline)
    if (!isOff && !isWord(heard, availability.online)) {
      ears.fault('a word for neither there nor gone')
      return
    }
    left.set(availability, isOff)
    if (hasLeft()) go(`${word} has left: it is off, or has no network.`)
    else come()
  }

  function hearControl({ id, kind, from }: Sensed, payload: Uint8Array, retained: boolean): void {
    // A press from before is not one of now.
    if (kind === 'trigger' && retained) return
    const value = valueIn(payload, from)
    if (value === 'broken') ears.fault('a payload that is no value')
    if (value === 'broken' || value === undefined) return
    const atMs = clock.now()
    ears.moved(id, value, atMs)
    // What only says that it was struck is let go at once.
    if (kind === 'trigger' && value !== 0 && from.off === undefined) ears.moved(id, 0, atMs)
  }

  function hear(topic: string, payload: Uint8Array, retained: boolean): void {
    const availability = said.get(topic)
    const controls = sensed.get(topic)
    for (const one of availability ?? []) hearAvailability(one, payload)
    for (const control of controls ?? []) hearControl(control, payload, retained)
    if (controls && !retained && !hasLeft()) come()
  }

  const listening = new DisposableStack()
  const filters = new Set([...sensed.keys(), ...said.keys()].map(filterFor))
  for (const filter of filters) listening.use(foreign.listen(filter, hear))

  return {
    status: () => status,
    reportLoss: go,
    set(output, value) {
      const to = outputs.get(output)?.to
      const payload = to && wordFor(to, value)
      if (to && payload !== undefined) foreign.say(to.topic, payload)
    },
    async [Symbol.asyncDispose]() {
      listening.dispose()
      silence.stop()
      if (opened) {
        opened = false
        closing = ears.closing()
      }
      await closing
    },
  } satisfies Driver
}

const isSensed = (control: Control): control is Sensed =>
  control.kind !== 'output' && control.kind !== 'stream'
const isOutput = (control: Control): control is Output => control.kind === 'output'

/** Undefined where it has no such word, as a button that cannot be let go. */
function wordFor({ on, off }: Output['to'], value: number): string | undefined {
  if (value >= 0.5) return on ?? 'ON'
  return off ?? (on === undefined ? 'OFF' : undefined)
}
