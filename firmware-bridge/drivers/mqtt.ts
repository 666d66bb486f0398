import type { Availability, DescriptionOf } from '#core/rig/description.ts'
import type { DeviceStatus } from '#core/rig/device-status.ts'
import { portName } from '#core/rig/port-name.ts'
import type { Driver, OpenDriver } from '../driver.ts'
import { discoverMqtt } from '../mqtt-sensors/discover.ts'
import { filterFor } from '../mqtt-sensors/filters.ts'
import { type HeardPart, type SensorParts, sensorParts } from '../mqtt-sensors/parts.ts'
import { isWord, valueIn, wordAt } from '../mqtt-sensors/payload.ts'
import { silenceWatch } from '../silence-watch.ts'

/**
 * Hears a sensor on the broker and sets its switches and lights. It is there when it says so, or when
 * it is heard; values that the broker had kept count, but prove nothing. What it announces is added to
 * its description where that lets things be discovered.
 */
export const openMqtt: OpenDriver<'mqtt'> = ({ place, description }, ears, { clock, foreign }) => {
  const word = portName(place)
  const absent = `Nothing was heard from ${word} yet: check its power, its network and its MQTT user.`
  /** Which of its topics say that it is gone. */
  const left = new Map<string, boolean>()
  let parts: SensorParts = sensorParts(description, undefined)
  let listening = new DisposableStack()
  let status: DeviceStatus = { status: 'absent', hint: absent }
  let opened = false
  let closing: void | Promise<void>

  const silence = silenceWatch(
    () => parts.silentMs,
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
    // What was kept there is taken back by whoever leaves for good.
    const heard = payload.length === 0 ? availability.offline : wordAt(payload, availability.path)
    if (heard === undefined) return
    const isOff = isWord(heard, availability.offline)
    if (!isOff && !isWord(heard, availability.online)) {
      ears.fault('a word for neither there nor gone')
      return
    }
    left.set(availability.topic, isOff)
    if (hasLeft()) go(`${word} has left: it is off, or has no network.`)
    else come()
  }

  function hearControl({ control, told }: HeardPart, payload: Uint8Array, retained: boolean): void {
    const { id, kind, from } = control
    // A press from before is not one of now.
    if (kind === 'trigger' && retained) return
    const value = valueIn(payload, from)
    if (value === 'broken') ears.fault('a payload that is no value')
    if (value === 'broken' || value === undefined) return
    const atMs = clock.now()
    ears.moved(id, told(value), atMs)
    // What only says that it was struck is let go at once.
    if (kind === 'trigger' && value !== 0 && from.off === undefined) ears.moved(id, 0, atMs)
  }

  function hear(topic: string, payload: Uint8Array, retained: boolean): void {
    const heard = parts.heard.get(topic)
    for (const one of parts.availability.get(topic) ?? []) hearAvailability(one, payload)
    for (const one of heard ?? []) hearControl(one, payload, retained)
    if (heard && !retained && !hasLeft()) come()
  }

  /** Listens to everything anew, so that what the broker has kept of it comes again. */
  function learn(announced: DescriptionOf<'mqtt'> | undefined): void {
    const before = listening
    listening = new DisposableStack()
    parts = sensorParts(description, announced)
    const topics = [...parts.heard.keys(), ...parts.availability.keys()]
    for (const filter of new Set(topics.map(filterFor))) listening.use(foreign.listen(filter, hear))
    // Only now, so that nothing is missed in between.
    before.dispose()
  }

  learn(undefined)
  const discovery = description.discover
    ? discoverMqtt(foreign, {
        found(device) {
          if (portName(device.place) === word) learn(device.description)
        },
      })
    : undefined

  return {
    status: () => status,
    reportLoss: go,
    set(output, value) {
      const to = parts.outputs.get(output)?.to
      const payload = to && wordFor(to, value)
      if (to && payload !== undefined) foreign.say(to.topic, payload)
    },
    async [Symbol.asyncDispose]() {
      discovery?.[Symbol.dispose]()
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

/** Undefined where it has no such word, as a button that cannot be let go. */
function wordFor({ on, off }: { on?: string; off?: string }, value: number): string | undefined {
  if (value >= 0.5) return on ?? 'ON'
  return off ?? (on === undefined ? 'OFF' : undefined)
}
