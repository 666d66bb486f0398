import type { Payload, TopicName } from '#core/bus/topics.ts'

/** '97.5 bpm': nobody hears less than a tenth. */
export const tempoInWords = (bpm: number): string => `${Math.round(bpm * 10) / 10} bpm`

const notesInWords = (count: number): string => (count === 1 ? '1 note' : `${count} notes`)

/** How an event is told to a person, by its kind; the others tell it themselves, or as they are. */
const tellers: { readonly [N in TopicName]?: (payload: Payload<N>) => string } = {
  midi: ({ says }) => says,
  control: ({ kind, value, raw, unit }) => {
    const share = value.toFixed(2)
    // The device's own figure, as far as a person reads it.
    const own = [Number(raw.toPrecision(5)), unit].filter((one) => one !== undefined).join(' ')
    switch (kind) {
      case 'continuous':
        return `${share} (${own})`
      case 'trigger':
        return value === 0 ? 'let go' : value === 1 ? 'struck' : `struck ${share} (${own})`
      case 'state':
        return value >= 0.5 ? 'on' : 'off'
    }
  },
  flashed: ({ done, error }) => error?.message ?? `${Math.round(done * 100)} %`,
  phrase: ({ id, by, notes, bpm, key }) =>
    `${notesInWords(notes.length)} by ${by}, ${[
      key && `${key.tonic} ${key.mode}`,
      `${Math.round(bpm)} bpm`,
      by === 'engine' && id,
    ]
      .filter(Boolean)
      .join(', ')}`,
  hearing: ({ bpm, key, chord, ...features }) =>
    [
      ...[key, chord, bpm > 0 && `${Math.round(bpm)} bpm`],
      ...(['energy', 'density', 'brightness', 'syncopation', 'swing'] as const).map(
        (name) => `${name} ${features[name].toFixed(2)}`,
      ),
    ]
      .filter(Boolean)
      .join(', '),
  coming: ({ phrase, bar, chords, parts }) =>
    [
      `bar ${bar}`,
      ...parts.filter(({ notes }) => notes.length > 0).map(({ role }) => role),
      chords.length > 0 && `over ${chords.join(' ')}`,
      phrase,
    ]
      .filter(Boolean)
      .join(', '),
  take: ({ title, notes, lengthMs }) =>
    `kept ${title}: ${notesInWords(notes)}, ${Math.round(lengthMs / 1000)} s`,
  piece: ({ title, change }) => `${change} ${title}`,
}

/** An event in a few words: '0.24 (31 km/h)', 'struck', 'note-on C4 96 ch 1'. */
export function inWords(name: TopicName | undefined, payload: unknown): string {
  if (payload === null) return 'taken back'
  const tell = name && (tellers[name] as ((payload: unknown) => string) | undefined)
  return tell ? tell(payload) : JSON.stringify(payload)
}
