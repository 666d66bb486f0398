/** The message as our hub words it: only what a model would look for in it. */
type Message = {
  readonly bars?: number
  readonly bpm?: number
  readonly meter?: string
  readonly key?: { readonly tonic: string; readonly mode: string }
}

const letters = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B']
const sharp: Readonly<Record<string, string>> = {
  'C#': 'Db',
  'D#': 'Eb',
  'F#': 'Gb',
  'G#': 'Ab',
  'A#': 'Bb',
  Cb: 'B',
}

/** A plan as a fair model writes it: in the key, of the length, with a tune. */
export function planFor(message: string): object {
  const { bars = 32, bpm = 90, meter = '4/4', key = { tonic: 'C', mode: 'major' } } = read(message)
  const home = letters.indexOf(sharp[key.tonic] ?? key.tonic)
  const at = (halfTones: number): string => letters[(home + halfTones) % 12]!
  const bright = ['major', 'lydian', 'mixolydian'].includes(key.mode)
  const [one, four, five, six] = bright
    ? [at(0), at(5), at(7), `${at(9)}m`]
    : [`${at(0)}m`, `${at(5)}m`, `${at(7)}m`, at(8)]
  const third = bright ? 4 : 3
  const tune = [`0 ${at(0)}4 4`, `4 ${at(third)}4 4`, `8 ${at(7)}4 6`, `14 ${at(third)}4 2`]
  const unit = bars % 8 === 0 ? 8 : 4
  const section = (
    id: string,
    chords: readonly string[],
    energy: number,
    motif: readonly string[] | null,
  ) => ({
    ...{ id, bars: unit, chords, energy, density: energy, motif },
    roles: ['drums', 'bass', 'chords', 'melody'],
  })
  const places = Math.max(1, Math.round(bars / unit))
  return {
    title: 'Paper Boats on Tuesday',
    style: 'lofi',
    ...{ bpm, meter, key, swing: 0.1, moods: ['calm'] },
    instruments: [{ role: 'chords', sound: 'piano' }],
    sections: [
      section('A', [one!, six!, four!, five!], 0.5, tune),
      section('B', [four!, one!, six!, five!], 0.8, null),
    ],
    form: Array.from({ length: places }, (_, i) => (i % 4 === 2 ? 'B' : 'A')),
  }
}

function read(message: string): Message {
  try {
    return JSON.parse(message) as Message
  } catch {
    return {}
  }
}
