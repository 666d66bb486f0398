import { HubError } from '#core/errors.ts'
import type { ControlOf, DescriptionOf } from '#core/rig/description.ts'
import type { BoardWord } from './codec.ts'

type Hello = Extract<BoardWord, { says: 'hello' }>

/** What is on a board, by the names that its description gives. */
export type BoardControls = {
  /** The controls of an analog channel, of a button; places count from 0. */
  analog(channel: number): readonly string[]
  button(button: number): readonly string[]
  /** The place of a light; undefined where there is none of this name. */
  light(output: string): number | undefined
  /** The lights that are on when the hub lets go of the board. */
  readonly safeLights: number
  /** Why this board cannot be what is described; undefined where it can. */
  misfit(hello: Hello): HubError | undefined
}

/**
 * Reads a description. Where it discovers, what it does not name is called analog-1, button-1 and
 * light-1.
 */
export function boardControls(description: DescriptionOf<'hub-frames'>): BoardControls {
  const { discover, match } = description
  const sensed = description.controls.filter(isSensed)
  const outputs = description.controls.filter((control) => control.kind === 'output')
  const names = (kind: 'analog' | 'button') => {
    const known = Map.groupBy(
      sensed.filter(({ from }) => kind in from),
      ({ from }) => placeOf(from),
    )
    return (place: number): readonly string[] =>
      known.get(place)?.map(({ id }) => id) ?? (discover ? [`${kind}-${place + 1}`] : [])
  }
  const lights = new Map(outputs.map(({ id, to }) => [id, to.light]))
  const most = (places: readonly number[]): number => Math.max(-1, ...places) + 1
  const described = {
    analogs: most(sensed.flatMap(({ from }) => ('analog' in from ? [from.analog] : []))),
    buttons: most(sensed.flatMap(({ from }) => ('button' in from ? [from.button] : []))),
    lights: most([...lights.values()]),
  }
  const patterns = match.flatMap((one) => one['hub-frames']?.name ?? [])

  return {
    analog: names('analog'),
    button: names('button'),
    light(output) {
      const found = /^light-([1-9]|1[0-6])$/.exec(output)?.[1]
      return lights.get(output) ?? (discover && found ? Number(found) - 1 : undefined)
    },
    safeLights: outputs.reduce(
      (mask, { to, safe = 0 }) => (safe < 0.5 ? mask : mask | (1 << to.light)),
      0,
    ),
    misfit(hello) {
      if (patterns.length > 0 && !patterns.some((one) => new RegExp(one).test(hello.name))) {
        return another(`the board calls itself ${hello.name || 'nothing'}`, description.title)
      }
      for (const kind of ['analogs', 'buttons', 'lights'] as const) {
        if (hello[kind] >= described[kind]) continue
        const says = `${hello.name} has ${hello[kind]} ${kind} and ${described[kind]} are described`
        return another(says, description.title)
      }
      return undefined
    },
  }
}

function another(says: string, title: string): HubError {
  return new HubError('device-mismatch', says, {
    hint: `This is no ${title}: ${says}. Choose the description that fits it, or write its own firmware to it.`,
  })
}

type Control = ControlOf<'hub-frames'>
type Sensed = Exclude<Control, { kind: 'output' | 'stream' }>

const isSensed = (control: Control): control is Sensed =>
  control.kind !== 'output' && control.kind !== 'stream'

const placeOf = (from: Sensed['from']): number => ('analog' in from ? from.analog : from.button)
