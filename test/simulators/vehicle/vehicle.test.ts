import assert from 'node:assert/strict'
import { type CarState, type Drive, vehicle } from '#simulators/vehicle/vehicle.ts'

/** The car every second for so long. */
function trip(drive: Drive, seconds: number, seed = 1): CarState[] {
  const car = vehicle({ seed, drive })
  return Array.from({ length: seconds }, () => {
    car.turn(1000)
    return car.now()
  })
}
const speeds = (states: readonly CarState[]): number[] => states.map(({ speedKmh }) => speedKmh)

describe('a car that is driven', () => {
  it('is driven the same way again by the same seed, and another way by another', () => {
    assert.deepEqual(trip('city', 120, 5), trip('city', 120, 5))
    assert.notDeepEqual(trip('city', 120, 5), trip('city', 120, 6))
  })

  it('stops and goes in a city, and never speeds there', () => {
    const city = speeds(trip('city', 600))

    assert.ok(city.filter((kmh) => kmh === 0).length > 20)
    assert.ok(city.some((kmh) => kmh > 25))
    assert.ok(Math.max(...city) < 60)
  })

  it('goes on and on on a highway', () => {
    const highway = speeds(trip('highway', 600).slice(120))

    assert.ok(Math.min(...highway) > 80)
    assert.ok(Math.max(...highway) < 140)
  })

  it('stands in a park, with its engine idling and growing warm', () => {
    const park = trip('park', 600)
    const last = park.at(-1)!

    assert.ok(park.every(({ speedKmh }) => speedKmh === 0))
    assert.ok(last.engineRpm > 700 && last.engineRpm < 950)
    assert.ok(last.coolantC > 70 && last.coolantC < 95)
  })

  it('is within what a car can do, whoever drives', () => {
    for (const drive of ['city', 'highway', 'park'] as const)
      for (const state of trip(drive, 900)) {
        assert.ok(state.engineRpm >= 0 && state.engineRpm < 5000)
        assert.ok(state.throttlePercent >= 0 && state.throttlePercent <= 100)
        assert.ok(state.fuelPercent > 0 && state.fuelPercent <= 63)
      }
  })

  it('gets somewhere', () => {
    const states = trip('highway', 600)
    const [from, to] = [states[0]!, states.at(-1)!]

    const north = (to.latitude - from.latitude) * 111
    const east = (to.longitude - from.longitude) * 74

    assert.ok(Math.hypot(north, east) > 15)
  })

  it('rolls out when its ignition is turned off', () => {
    const car = vehicle({ drive: 'highway' })
    car.turn(60_000)

    car.ignition(false)
    car.turn(120_000)

    assert.deepEqual([car.now().speedKmh < 1, car.now().engineRpm], [true, 0])
  })
})
