import { type Place, sunTimes } from './sun.ts'

/** A time of day: minutes since midnight, or minutes from sunrise or sunset. */
export type TimeOfDay =
  | { readonly by: 'clock'; readonly minutes: number }
  | { readonly by: 'sunrise' | 'sunset'; readonly minutes: number }

/** '07:30', 'sunrise', 'sunset-30'; undefined where it is none. */
export function timeOfDay(words: string): TimeOfDay | undefined {
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(words.trim())
  if (clock) return { by: 'clock', minutes: Number(clock[1]) * 60 + Number(clock[2]) }
  const sun = /^(sunrise|sunset)\s*([+-]\s*\d{1,3})?$/.exec(words.trim())
  if (!sun) return undefined
  const minutes = Number((sun[2] ?? '0').replace(/\s/g, ''))
  return { by: sun[1] as 'sunrise' | 'sunset', minutes }
}

export type Hours = { readonly from: TimeOfDay; readonly to: TimeOfDay; readonly place: Place }

/** Whether a moment lies between the two; over midnight where `to` comes before `from`. */
export function isWithin({ from, to, place }: Hours, date: Date): boolean {
  const [begins, ends] = [minuteOf(from, place, date), minuteOf(to, place, date)]
  if (begins === undefined || ends === undefined) return false
  const now = minutesOf(date)
  return begins <= ends ? now >= begins && now < ends : now >= begins || now < ends
}

/** In minutes of the machine's own day, not below 0 and below 1440; undefined where the sun stays away. */
function minuteOf({ by, minutes }: TimeOfDay, place: Place, date: Date): number | undefined {
  if (by === 'clock') return minutes
  const middayMs = new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime()
  const sun = sunTimes(middayMs, place)
  if (!sun) return undefined
  const at = minutesOf(new Date(by === 'sunrise' ? sun.riseMs : sun.setMs)) + minutes
  return (at + 1440) % 1440
}

const minutesOf = (date: Date): number =>
  date.getHours() * 60 + date.getMinutes() + date.getSeconds() / 60
