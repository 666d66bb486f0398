import assert from 'node:assert/strict'
import fc from 'fast-check'
import { readSentence } from '#firmware-bridge/nmea/sentence.ts'
import { sentencesOf } from '#simulators/nmea/gps.ts'
import { vehicle } from '#simulators/vehicle/vehicle.ts'

const near = (value: number | undefined, wanted: number, within: number): void =>
  assert.ok(Math.abs((value ?? Number.NaN) - wanted) <= within, `${value} is not ${wanted}`)

function summed(body: string): string {
  const sum = [...body].reduce((all, char) => all ^ char.charCodeAt(0), 0)
  return `$${body}*${(sum & 255).toString(16).padStart(2, '0')}`
}

describe('a sentence of a GPS', () => {
  it('says where it is and how fast, in km/h, as in the examples of the manuals', () => {
    const rmc = readSentence('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A')
    const gga = readSentence('$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47')
    const vtg = readSentence('$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48')

    assert.ok(rmc !== 'broken' && gga !== 'broken' && vtg !== 'broken')
    assert.equal(rmc.fix, 1)
    near(rmc.latitude, 48.1173, 0.0001)
    near(rmc.longitude, 11.5167, 0.0001)
    near(rmc.speed, 41.48, 0.01)
    assert.equal(rmc.course, 84.4)
    assert.deepEqual([gga.satellites, gga.altitude, gga.fix], [8, 545.4, 1])
    assert.deepEqual(vtg, { course: 54.7, speed: 10.2 })
  })

  it('is south and west below zero, and of any satellites', () => {
    const said = readSentence(summed('GNRMC,1,A,3351.0,S,15112.0,W,0.0,,010126,,,A'))

    assert.ok(said !== 'broken')
    near(said.latitude, -33.85, 0.0001)
    near(said.longitude, -151.2, 0.0001)
    assert.equal(said.course, undefined)
  })

  it('says no more than that where there is no fix', () => {
    const car = vehicle().now()
    const lines = sentencesOf(car, { fix: false, satellites: 2, nowMs: 0 }).split('\r\n')

    assert.deepEqual(lines.slice(0, 3).map(readSentence), [
      { fix: 0 },
      { fix: 0, satellites: 2 },
      {},
    ])
  })

  it('is broken where its sum is wrong, or there is none', () => {
    for (const line of [
      '$GPVTG,054.7,T,034.4,M,005.5,N,010.3,K*48',
      '$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K',
      'GPVTG,054.7*48',
      '$gp',
      '',
    ])
      assert.equal(readSentence(line), 'broken', line)
  })

  it('of another kind says nothing', () => {
    assert.deepEqual(readSentence('$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39'), {})
  })

  it('tells where a car is, wherever it drives', () => {
    const place = fc.record({
      latitude: fc.double({ min: -89.99, max: 89.99, noNaN: true }),
      longitude: fc.double({ min: -179.99, max: 179.99, noNaN: true }),
      speedKmh: fc.double({ min: 0, max: 300, noNaN: true }),
      courseDegrees: fc.double({ min: 0, max: 359.9, noNaN: true }),
    })
    fc.assert(
      fc.property(place, (at) => {
        const car = { ...vehicle().now(), ...at }
        const lines = sentencesOf(car, { fix: true, satellites: 9, nowMs: 1e12 }).split('\r\n')

        const said = Object.assign({}, ...lines.slice(0, 3).map(readSentence))

        near(said.latitude, at.latitude, 1e-5)
        near(said.longitude, at.longitude, 1e-5)
        near(said.speed, at.speedKmh, 0.02)
        near(said.course, at.courseDegrees, 0.06)
      }),
    )
  })

  it('is read whatever it is, in numbers alone', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('A', 'V', 'N', 'W', '1', '-1', '9999.99', '1e309', '00000000000000001'),
    )
    const kind = fc.constantFrom('GPRMC', 'GNGGA', 'GLVTG')
    fc.assert(
      fc.property(kind, fc.array(word, { maxLength: 14 }), (name, words) => {
        const said = readSentence(summed(`${name},${words.join(',')}`))
        if (said === 'broken') return
        for (const value of Object.values(said)) assert.ok(Number.isFinite(value))
      }),
    )
  })
})
