import type { Control, DeviceDescription, Match } from '#core/rig/description.ts'
import type { Transport } from '#core/rig/transports.ts'
import { meant } from '#core/unfit.ts'
import { isSensed } from '../sensed.ts'
import type { Problem } from './problems.ts'

/**
 * What no schema can see: names that name nothing, patterns that are none, ranges without a way.
 * @param name that of the file
 */
export function contradictions(description: DeviceDescription, name: string): readonly Problem[] {
  return [
    ...wrongName(description, name),
    ...description.match.flatMap((match, i) => ofMatch(match, i, description)),
    ...(description.controls as readonly Control[]).flatMap((control, i) =>
      ofControl(control, i, description),
    ),
    ...Object.entries(description.roles).flatMap(([role, control]) =>
      noSensed(['roles', role], control!, description),
    ),
  ]
}

const wrongName = ({ id }: DeviceDescription, name: string): readonly Problem[] =>
  id === name
    ? []
    : [
        {
          path: ['id'],
          says: `${id} is not the name of the file`,
          hint: `Write id: ${name}, or call the file ${id}.yaml.`,
        },
      ]

/** By what a device of each transport can be recognised. */
const recognisedBy: Readonly<Record<Transport, readonly (keyof Match)[]>> = {
  'usb-midi': ['usb', 'midi'],
  din: ['usb'],
  'hub-frames': ['usb', 'hub-frames'],
  firmata: ['usb'],
  elm327: ['usb'],
  nmea: ['usb'],
  mqtt: [],
  osc: [],
}

function ofMatch(match: Match, i: number, { transport }: DeviceDescription): readonly Problem[] {
  const keys = Object.keys(match) as (keyof Match)[]
  const allowed = recognisedBy[transport]
  const strange = keys.filter((key) => !allowed.includes(key))
  const hint =
    allowed.length > 0
      ? `It can be recognised by ${allowed.join(' and ')}.`
      : 'Take match away: a person has to say where it is.'
  if (strange.length > 0)
    return strange.map((key) => ({
      path: ['match', i, key],
      says: `a device that speaks ${transport} is not recognised by ${key}`,
      hint,
    }))
  const words = keys.flatMap((key) =>
    Object.entries(match[key] ?? {}).map(([word, text]) => ({ path: [key, word], text })),
  )
  if (words.length === 0) return [{ path: ['match', i], says: 'this would fit every device', hint }]
  return words.flatMap(({ path, text }) => {
    const why = whyNoPattern(text)
    const says = `${JSON.stringify(text)} is no pattern: ${why}`
    const help = 'Write a regular expression, such as "^Fader Box".'
    return why === undefined ? [] : [{ path: ['match', i, ...path], says, hint: help }]
  })
}

function whyNoPattern(text: string): string | undefined {
  try {
    new RegExp(text)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

function ofControl(
  control: Control,
  i: number,
  description: DeviceDescription,
): readonly Problem[] {
  const { id } = control
  const first = description.controls.findIndex((one) => one.id === id)
  const twice: Problem = {
    path: ['controls', i, 'id'],
    says: `there is another control ${id}`,
    hint: 'Give each control a name of its own.',
  }
  const echo = control.kind === 'output' ? control.echo : undefined
  return [
    ...(first < i ? [twice] : []),
    ...(echo === undefined ? [] : noSensed(['controls', i, 'echo'], echo, description)),
    ...ofRange(control, i, description),
  ]
}

function ofRange(
  control: Control,
  i: number,
  { transport }: DeviceDescription,
): readonly Problem[] {
  const range = 'range' in control ? control.range : undefined
  const hint = 'Write the raw values at 0 and at 1, such as range: [0, 130].'
  if (range !== undefined && !(Math.abs(range[1] - range[0]) > 0))
    return [{ path: ['controls', i, 'range'], says: 'both ends are the same', hint }]
  // What a car or a GPS says has a unit of its own, and no end that we could know.
  const hasNoEnds = transport === 'elm327' || transport === 'nmea'
  if (range === undefined && hasNoEnds && control.kind === 'continuous')
    return [{ path: ['controls', i], says: `${control.id} has no range`, hint }]
  return []
}

/** The problem where something names a control that is not there, or that is only written to. */
function noSensed(
  path: Problem['path'],
  named: string,
  { controls }: DeviceDescription,
): readonly Problem[] {
  const sensed = (controls as readonly Control[]).filter(isSensed).map(({ id }) => id)
  if (sensed.includes(named)) return []
  return [{ path, says: `there is no control ${named} to read`, hint: meant(named, sensed) }]
}
