import { firstAccompaniment } from '#core/score/accompaniment.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { ProposeAsk } from '#hub/engine/live/proposal.ts'

/** So many notes go by before anything is measured, and so many are. */
export const warmUp = 400
export const notes = 2000

const bpm = 120
const beatMs = 60_000 / bpm
const meter = { beats: 4, unit: 4 } as const
const phraseNotes = 16
const chords = [
  [55, 58, 62],
  [60, 63, 67],
  [63, 67, 70],
  [62, 66, 69],
] as const
const author = { kind: 'human', player: 'ada', device: 'keys' } as const

/** Eighths of broken chords, a bar each, louder and softer. */
const pitchOf = (note: number): number => chords[Math.floor(note / 8) % 4]![note % 3]!
const velocityOf = (note: number): number => 60 + ((note * 37) % 50)

/** Three bars of five parts, called the same until they begin. */
export const asked = (note: number): ProposeAsk => ({
  ...{ fromBar: Math.floor(note / 8) + 1, bars: 3 },
  ids: [1, 2, 3].map((i) => `ph_${Math.floor(note / 8) + i}`),
  count: { bpm, meter, originMs: 0, originBeat: 0 },
  accompaniment: {
    ...{ ...firstAccompaniment, style: 'funk' },
    ...{ drums: true, bass: true, chords: true, pad: true, counter: true },
  },
  ...{ controls: {}, because: 'bench', soloing: false },
})
export const struck = (note: number) => ({
  ...{ pitch: pitchOf(note), velocity: velocityOf(note), atMs: (note * beatMs) / 2 },
})
export const lifted = (note: number) => ({
  ...{ pitch: pitchOf(note), atMs: ((note + 0.8) * beatMs) / 2 },
})

/** The phrase that ends with this note, every second bar. */
export function endedBy(note: number): Phrase | undefined {
  if ((note + 1) % phraseNotes !== 0) return undefined
  const first = note + 1 - phraseNotes
  return {
    ...{ id: `ph_${first}`, session: 'ss_bench', by: 'player', bpm, meter },
    atMs: struck(first).atMs,
    notes: Array.from({ length: phraseNotes }, (_, i) => ({
      ...{ pitch: pitchOf(first + i), velocity: velocityOf(first + i), author },
      ...{ start: i / 2 + ((i * 7) % 5) / 200, length: 0.4 },
    })),
  }
}
