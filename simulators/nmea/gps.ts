import type { CarState } from '../vehicle/vehicle.ts'

/** What a GPS knows besides where it is. */
export type Sky = {
  readonly fix: boolean
  readonly satellites: number
  /** Wall clock in ms since 1970. */
  readonly nowMs: number
}

/** The three sentences that a GPS says each second, with their line ends. */
export function sentencesOf(car: CarState, sky: Sky): string {
  return [rmc(car, sky), gga(car, sky), vtg(car, sky)].map(ended).join('')
}

const ended = (body: string): string => {
  const sum = [...Buffer.from(body)].reduce((all, byte) => all ^ byte, 0)
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`
}

const rmc = (car: CarState, { fix, nowMs }: Sky): string =>
  fix
    ? `GPRMC,${time(nowMs)},A,${place(car)},${knots(car)},${car.courseDegrees.toFixed(1)},${day(nowMs)},,,A`
    : `GPRMC,${time(nowMs)},V,,,,,,,${day(nowMs)},,,N`

const gga = (car: CarState, { fix, satellites, nowMs }: Sky): string =>
  fix
    ? `GPGGA,${time(nowMs)},${place(car)},1,${two(satellites)},0.9,${car.altitudeM.toFixed(1)},M,46.9,M,,`
    : `GPGGA,${time(nowMs)},,,,,0,${two(satellites)},99.9,,,,,,`

const vtg = (car: CarState, { fix }: Sky): string =>
  fix
    ? `GPVTG,${car.courseDegrees.toFixed(1)},T,,M,${knots(car)},N,${car.speedKmh.toFixed(2)},K,A`
    : 'GPVTG,,,,,,,,,N'

const two = (value: number): string => String(value).padStart(2, '0')
const knots = ({ speedKmh }: CarState): string => (speedKmh / 1.852).toFixed(2)

function time(nowMs: number): string {
  const at = new Date(nowMs)
  return `${two(at.getUTCHours())}${two(at.getUTCMinutes())}${two(at.getUTCSeconds())}.00`
}

function day(nowMs: number): string {
  const at = new Date(nowMs)
  return `${two(at.getUTCDate())}${two(at.getUTCMonth() + 1)}${two(at.getUTCFullYear() % 100)}`
}

const place = ({ latitude, longitude }: CarState): string =>
  `${angle(latitude, 2)},${latitude < 0 ? 'S' : 'N'},${angle(longitude, 3)},${longitude < 0 ? 'W' : 'E'}`

/** Degrees and minutes in one number: 48.1375 is 4808.2500. */
function angle(degrees: number, digits: number): string {
  const tenThousandths = Math.round(Math.abs(degrees) * 600_000)
  const whole = Math.floor(tenThousandths / 600_000)
  const minutes = ((tenThousandths % 600_000) / 10_000).toFixed(4).padStart(7, '0')
  return String(whole).padStart(digits, '0') + minutes
}
