import { chanceOf } from '../chance.ts'

/** What a sensor in a room measures, and the lamp it switches. */
export type RoomState = {
  readonly temperature: number
  readonly humidity: number
  readonly lux: number
  readonly motion: boolean
  readonly lamp: boolean
}
export const measures = ['temperature', 'humidity', 'lux'] as const
export type RoomMeasure = (typeof measures)[number]

export type Room = {
  now(): RoomState
  set(what: RoomMeasure, value: number): void
  move(here: boolean): void
  light(on: boolean): void
  /** A little later: everything has drifted a little. */
  drift(): void
}

/** A room that drifts by chance; the same seed drifts the same way. */
export function room(seed = 1): Room {
  const chance = chanceOf(seed)
  let state: RoomState = { temperature: 21, humidity: 45, lux: 180, motion: false, lamp: false }
  const moved = (value: number, by: number): number =>
    Math.round((value + (chance() - 0.5) * by) * 100) / 100
  return {
    now: () => state,
    set(what, value) {
      state = { ...state, [what]: value }
    },
    move(here) {
      state = { ...state, motion: here }
    },
    light(on) {
      state = { ...state, lamp: on }
    },
    drift() {
      state = {
        ...state,
        temperature: moved(state.temperature, 0.1),
        humidity: Math.min(100, Math.max(0, moved(state.humidity, 0.4))),
        lux: Math.max(0, moved(state.lux, 6)),
      }
    },
  }
}
