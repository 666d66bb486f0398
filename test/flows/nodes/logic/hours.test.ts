import assert from 'node:assert/strict'
import { isWithin, timeOfDay } from '#flows/nodes/logic/hours.ts'
import { sunTimes } from '#flows/nodes/logic/sun.ts'

const berlin = { latitude: 52.52, longitude: 13.405 }
const at = (time: string): Date => new Date(`2026-06-21T${time}:00`)
const hours = (from: string, to: string) => ({
  from: timeOfDay(from)!,
  to: timeOfDay(to)!,
  place: berlin,
})
/** Minutes between a moment and what an almanac says. */
const off = (ms: number, almanac: string): number => Math.abs(ms - Date.parse(almanac)) / 60_000

describe('hours of the day', () => {
  it('are read as people write them', () => {
    assert.deepEqual(timeOfDay('7:30'), { by: 'clock', minutes: 450 })
    assert.deepEqual(timeOfDay('sunrise - 20'), { by: 'sunrise', minutes: -20 })
    assert.deepEqual(timeOfDay('sunset'), { by: 'sunset', minutes: 0 })
    for (const nonsense of ['', '24:00', '7', 'noon', 'sunrise20'])
      assert.equal(timeOfDay(nonsense), undefined, nonsense)
  })

  it('hold from one time to the other, over midnight as well', () => {
    const day = hours('10:00', '18:00')
    const night = hours('22:00', '06:00')

    assert.deepEqual(
      ['09:59', '10:00', '17:59', '18:00'].map((time) => isWithin(day, at(time))),
      [false, true, true, false],
    )
    assert.deepEqual(
      ['21:59', '23:00', '05:59', '06:00'].map((time) => isWithin(night, at(time))),
      [false, true, true, false],
    )
  })

  it('follow the sun, wherever the machine thinks it is', () => {
    const { riseMs } = sunTimes(Date.UTC(2026, 5, 21, 12), berlin)!
    const minutes = (count: number): Date => new Date(riseMs + count * 60_000)

    assert.ok(!isWithin(hours('sunrise-20', 'sunrise+40'), minutes(-22)))
    assert.ok(isWithin(hours('sunrise-20', 'sunrise+40'), minutes(-18)))
    assert.ok(isWithin(hours('sunrise-20', 'sunrise+40'), minutes(38)))
    assert.ok(!isWithin(hours('sunrise-20', 'sunrise+40'), minutes(42)))
  })
})

describe('the sun', () => {
  it('rises and sets as the almanac says, within three minutes', () => {
    const berlinSummer = sunTimes(Date.parse('2026-06-21T12:00Z'), berlin)!
    assert.ok(off(berlinSummer.riseMs, '2026-06-21T02:43Z') < 3)
    assert.ok(off(berlinSummer.setMs, '2026-06-21T19:33Z') < 3)
    const sydney = { latitude: -33.87, longitude: 151.21 }
    const sydneyWinter = sunTimes(Date.parse('2026-06-21T02:00Z'), sydney)!
    assert.ok(off(sydneyWinter.riseMs, '2026-06-20T21:00Z') < 3)
    assert.ok(off(sydneyWinter.setMs, '2026-06-21T06:54Z') < 3)
  })

  it('stays away in a polar night', () => {
    const tromso = { latitude: 69.65, longitude: 18.96 }

    assert.equal(sunTimes(Date.parse('2026-12-21T12:00Z'), tromso), undefined)
    assert.equal(sunTimes(Date.parse('2026-06-21T12:00Z'), tromso), undefined)
  })
})
