import type { Availability, ControlOf, DescriptionOf } from '#core/rig/description.ts'
import { freeSlug } from '#core/rig/slug-of.ts'

type Control = ControlOf<'mqtt'>
type Sensed = Exclude<Control, { kind: 'output' | 'stream' }>
type Output = Extract<Control, { kind: 'output' }>

/** A control that is heard on a topic. */
export type HeardPart = {
  readonly control: Sensed
  /** What a value is told as: its own number where it is described, else 0..1. */
  readonly told: (value: number) => number
}

/** What a driver hears and says. */
export type SensorParts = {
  readonly heard: ReadonlyMap<string, readonly HeardPart[]>
  readonly outputs: ReadonlyMap<string, Output>
  readonly availability: ReadonlyMap<string, readonly Availability[]>
  readonly silentMs: number | undefined
}

/**
 * The parts of a device: what its description says, and where that lets things be discovered, what it
 * announced besides.
 */
export function sensorParts(
  description: DescriptionOf<'mqtt'>,
  announced: DescriptionOf<'mqtt'> | undefined,
): SensorParts {
  const names = new Set(description.controls.map(({ id }) => id))
  const places = new Set(description.controls.map(placeOf))
  const more = (announced?.controls ?? [])
    .filter((control) => !places.has(placeOf(control)))
    .map((control): Control => {
      const id = freeSlug(control.id, names)
      names.add(id)
      return { ...control, id }
    })
  const heard = [
    ...description.controls.filter(isSensed).map((control) => ({ control, told: asItIs })),
    ...more.filter(isSensed).map((control) => ({ control, told: shareOf(control.range) })),
  ]
  const silentMs = description.silentMs ?? announced?.silentMs
  return {
    heard: Map.groupBy(heard, ({ control }) => control.from.topic),
    outputs: new Map(
      [...description.controls, ...more].filter(isOutput).map((one) => [one.id, one]),
    ),
    availability: Map.groupBy(
      [...description.availability, ...(announced?.availability ?? [])],
      ({ topic }) => topic,
    ),
    silentMs,
  }
}

const isSensed = (control: Control): control is Sensed =>
  control.kind !== 'output' && control.kind !== 'stream'
const isOutput = (control: Control): control is Output => control.kind === 'output'

/** Where a control stands, to tell whether it is one that we know. */
const placeOf = (control: Control): string =>
  control.kind === 'output'
    ? `to ${control.to.topic} ${control.to.on ?? ''}`
    : `from ${control.from.topic} ${control.from.path ?? ''} ${control.from.on ?? ''}`

const asItIs = (value: number): number => value

/** Of a control that nobody described a hub knows no range: it is told how far along it is. */
function shareOf(range: readonly [number, number] | undefined): (value: number) => number {
  const [low, high] = range ?? [0, 1]
  return (value) => (high === low ? 0 : Math.min(1, Math.max(0, (value - low) / (high - low))))
}
