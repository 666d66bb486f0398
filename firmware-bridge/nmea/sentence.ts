import type { Sensed } from '../sensed.ts'

export type NmeaField = Sensed<'nmea'>['from']['field']

/** What a sentence says, each field in its unit: km/h, degrees, metres, how many, 0 or 1. */
export type NmeaSaying = Readonly<Partial<Record<NmeaField, number>>>

const kmhOfKnot = 1.852

/**
 * Reads a line of NMEA 0183, as on gpsd.gitlab.io/gpsd/NMEA.html: RMC, GGA and VTG of any satellite
 * system. A sentence of another kind says nothing; 'broken' is a line that is none, or fails its sum.
 */
export function readSentence(line: string): NmeaSaying | 'broken' {
  const found = /^\$([A-Z]{2})([A-Z]{3}),([^*]*)\*([0-9A-F]{2})$/i.exec(line)
  if (!found || sumOf(line.slice(1, -3)) !== Number.parseInt(found[4]!, 16)) return 'broken'
  const words = found[3]!.split(',')
  const reading = Object.hasOwn(readings, found[2]!) ? readings[found[2]!] : undefined
  return reading ? known(reading(words)) : {}
}

/** All characters between $ and * put together by exclusive or. */
function sumOf(words: string): number {
  let sum = 0
  for (let i = 0; i < words.length; i++) sum ^= words.charCodeAt(i)
  return sum
}

type Reading = (words: readonly string[]) => Partial<Record<NmeaField, number | undefined>>

/** Where each value stands in its sentence, after the name. */
const readings: Readonly<Record<string, Reading>> = {
  // 123519.00,A,4807.038,N,01131.000,E,022.4,084.4,230394,…: A is a fix, V is none
  RMC(words) {
    if (words[1] !== 'A') return { fix: 0 }
    return {
      fix: 1,
      latitude: degrees(words[2], words[3], 90),
      longitude: degrees(words[4], words[5], 180),
      speed: scaled(words[6], kmhOfKnot),
      course: number(words[7]),
    }
  },
  // 123519.00,4807.038,N,01131.000,E,1,08,0.9,545.4,M,…: quality 0 is no fix
  GGA(words) {
    const satellites = number(words[6])
    const quality = number(words[5])
    if (quality === undefined || quality === 0) return { fix: 0, satellites }
    return {
      fix: 1,
      latitude: degrees(words[1], words[2], 90),
      longitude: degrees(words[3], words[4], 180),
      satellites,
      altitude: number(words[8]),
    }
  },
  // 084.4,T,077.8,M,022.4,N,041.5,K,A: the mode after K is N where there is no fix
  VTG(words) {
    if (words[8] === 'N') return {}
    return { course: number(words[0]), speed: number(words[6]) ?? scaled(words[4], kmhOfKnot) }
  },
}

function known(said: ReturnType<Reading>): NmeaSaying {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}

const number = (word: string | undefined): number | undefined =>
  word !== undefined && /^-?\d{1,9}(?:\.\d{1,9})?$/.test(word) ? Number(word) : undefined

const scaled = (word: string | undefined, by: number): number | undefined => {
  const value = number(word)
  return value === undefined ? undefined : value * by
}

/** 4807.038 is 48 degrees and 7.038 minutes. */
function degrees(
  word: string | undefined,
  side: string | undefined,
  most: number,
): number | undefined {
  const value = number(word)
  if (value === undefined || !/^[NSEW]$/.test(side ?? '')) return undefined
  const whole = Math.floor(value / 100)
  const size = whole + (value - whole * 100) / 60
  if (size > most) return undefined
  return side === 'S' || side === 'W' ? -size : size
}
