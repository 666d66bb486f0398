import { number, text } from '../field.ts'
import { isWithin, timeOfDay } from '../logic/hours.ts'
import { nodeKind } from '../node-kind.ts'
import type { Message } from '../red.ts'
import { wrong } from '../words.ts'

/** Clocks are set and suns rise: looking often is simpler than reckoning ahead. */
const lookEveryMs = 10_000

export const hours = nodeKind({
  type: 'rigsong-hours',
  label: 'hours',
  group: 'shape',
  icon: 'fa-sun-o',
  says: 'By the time of day: when it begins, when it ends, and which way messages go.',
  takes: 'Any message; it goes out above within the hours, below outside them.',
  gives: [
    {
      label: 'within',
      says: 'messages within the hours; and, when they begin, one with `msg.topic` `begins`',
    },
    {
      label: 'outside',
      says: 'messages outside the hours; and, when they end, one with `msg.topic` `ends`',
    },
  ],
  example:
    'From `sunrise-20` to `sunrise`, at 52.5 north and 13.4 east: twenty minutes before the sun, the alarm begins to play.',
  fields: {
    from: text({
      label: 'From',
      fallback: '10:00',
      needed: true,
      note: 'Such as 07:30, sunrise, sunset-30.',
    }),
    to: text({ label: 'To', fallback: '18:00', needed: true }),
    latitude: number({ label: 'Latitude', fallback: 52.5, least: -90, most: 90, unit: '°' }),
    longitude: number({ label: 'Longitude', fallback: 13.4, least: -180, most: 180, unit: '°' }),
  },
  needsHub: false,
  start(stage) {
    const { from, to, latitude, longitude } = stage.values
    const [begins, ends] = [timeOfDay(from), timeOfDay(to)]
    if (!begins || !ends)
      throw wrong('these hours cannot be read', 'Write 07:30, sunrise, sunset-30 and the like.')
    const span = { from: begins, to: ends, place: { latitude, longitude } }
    const now = (): boolean => isWithin(span, new Date(stage.clock.date()))
    const out = (within: boolean, message: Message): readonly (Message | null)[] =>
      within ? [message, null] : [null, message]

    let within = now()
    const tell = (): void =>
      stage.tell(within ? 'fine' : 'waiting', within ? `until ${to}` : `from ${from}`)
    function look(): void {
      stage.after(lookEveryMs, look)
      const is = now()
      if (is === within) return
      within = is
      tell()
      stage.emit(out(is, { topic: is ? 'begins' : 'ends', payload: is }))
    }
    tell()
    stage.after(lookEveryMs, look)
    return (message, send) => send(out(now(), message))
  },
})
