import { chanceOf } from '../chance.ts'

/** Where somebody drives. */
export const drives = ['city', 'highway', 'park'] as const
export type Drive = (typeof drives)[number]

/** A car at an instant, named after COVESA's VSS with the unit behind. */
export type CarState = {
  readonly ignition: boolean
  readonly speedKmh: number
  readonly engineRpm: number
  readonly throttlePercent: number
  readonly loadPercent: number
  readonly coolantC: number
  readonly intakeAirC: number
  readonly fuelPercent: number
  readonly latitude: number
  readonly longitude: number
  /** Clockwise from north. */
  readonly courseDegrees: number
  readonly altitudeM: number
}

export type Vehicle = {
  now(): CarState
  drive(how: Drive): void
  ignition(on: boolean): void
  /** Lets so much time go by. */
  turn(ms: number): void
}

const stepMs = 100
/** From standing to the top gear: engine speed in rpm for each km/h. */
const gears = [120, 68, 45, 34, 27]
const shiftUpRpm = 2600
const idleRpm = 820
const outsideC = 15
const warmC = 90

/** What a driver wants in a place: how fast, for how long, and whether stops are on the way. */
const habits: Readonly<
  Record<Drive, { kmh: [number, number]; holdS: [number, number]; stops: boolean }>
> = {
  city: { kmh: [28, 56], holdS: [5, 18], stops: true },
  highway: { kmh: [105, 132], holdS: [10, 40], stops: false },
  park: { kmh: [0, 0], holdS: [60, 60], stops: true },
}

/** A car that is driven by chance; the same seed drives it the same way. */
export function vehicle({ seed = 1, drive = 'city' as Drive } = {}): Vehicle {
  const chance = chanceOf(seed)
  const between = ([low, high]: readonly [number, number]): number => low + chance() * (high - low)
  let how = drive
  let on = true
  let wantedKmh = 0
  let phaseLeftMs = 0
  let stopped = true
  let gear = 0
  let speedKmh = 0
  let engineRpm = idleRpm
  let throttlePercent = 14
  let coolantC = outsideC
  let fuelPercent = 63
  let latitude = 48.137
  let longitude = 11.575
  let courseDegrees = 45
  let altitudeM = 520
  let leftMs = 0

  function decide(): void {
    const { kmh, holdS, stops } = habits[how]
    stopped = stops && !stopped
    wantedKmh = stopped ? 0 : between(kmh)
    phaseLeftMs = between(holdS) * 1000
    // A corner after a stop, a bend on a highway.
    courseDegrees = (courseDegrees + 360 + (stops ? 90 * Math.floor(chance() * 3 - 1) : 0)) % 360
  }

  function step(): void {
    phaseLeftMs -= stepMs
    if (phaseLeftMs <= 0) decide()
    const gap = (on ? wantedKmh : 0) - speedKmh
    // At most about 2.2 m/s² faster and 3 m/s² slower, in km/h for each step.
    const change = Math.max(-1.08, Math.min(0.79, gap * 0.1))
    speedKmh = Math.max(0, speedKmh + change)
    if (speedKmh < 0.3 && wantedKmh === 0) speedKmh = 0
    pull(change)
    travel()
  }

  /** What the engine does for it. */
  function pull(change: number): void {
    if (!on) {
      engineRpm = 0
      throttlePercent = 0
      coolantC += (outsideC - coolantC) * 0.0002
      return
    }
    while (gear < gears.length - 1 && speedKmh * gears[gear]! > shiftUpRpm) gear += 1
    while (gear > 0 && speedKmh * gears[gear]! < 1100) gear -= 1
    const wantedRpm = Math.max(idleRpm, speedKmh * gears[gear]!)
    engineRpm += (wantedRpm - engineRpm) * 0.4 + (chance() - 0.5) * 12
    const wantedThrottle = Math.min(95, 14 + Math.max(0, change) * 70 + speedKmh * 0.12)
    throttlePercent += (wantedThrottle - throttlePercent) * 0.5
    coolantC += (warmC - coolantC) * 0.0006
    fuelPercent = Math.max(0, fuelPercent - engineRpm * throttlePercent * 2e-9)
  }

  function travel(): void {
    const metres = (speedKmh / 3.6) * (stepMs / 1000)
    const radians = (courseDegrees * Math.PI) / 180
    latitude += (metres * Math.cos(radians)) / 111_320
    longitude += (metres * Math.sin(radians)) / (111_320 * Math.cos((latitude * Math.PI) / 180))
    altitudeM += metres * 0.004 * (chance() - 0.5)
  }

  return {
    now: () => ({
      ignition: on,
      speedKmh,
      engineRpm,
      throttlePercent,
      loadPercent: on ? Math.min(100, 18 + throttlePercent * 0.85) : 0,
      coolantC,
      intakeAirC: outsideC + (on ? 9 : 0),
      fuelPercent,
      latitude,
      longitude,
      courseDegrees,
      altitudeM,
    }),
    drive(next) {
      how = next
      // The driver makes up his mind at once.
      stopped = next !== 'park'
      phaseLeftMs = 0
    },
    ignition(next) {
      on = next
    },
    turn(ms) {
      leftMs += ms
      for (; leftMs >= stepMs; leftMs -= stepMs) step()
    },
  }
}
