import { hashText } from '#core/random.ts'
import type { BandNote } from '#core/score/accompaniment.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { engineVersion } from '../engine-version.ts'
import { type AccompanistSnapshot, accompanist, type Manner } from './accompanist.ts'
import { type BandTask, blockBars, playBand } from './band.ts'
import { type CounterTask, playCounter } from './counter.ts'

/**
 * All that a generated phrase depends on: the same manifest gives the same notes on every machine,
 * since nothing decides about a note but whole numbers, sums, products and square roots.
 */
export type Manifest = { readonly engine: typeof engineVersion } & (
  | {
      readonly kind: 'response'
      readonly seed: number
      readonly phrase: Phrase
      readonly how: Manner
      /** What was known before the phrase. */
      readonly memory: AccompanistSnapshot
    }
  | {
      readonly kind: 'bar'
      readonly seed: number
      readonly band: BandTask
      /** Which of the eight bars. */
      readonly bar: number
      readonly counter?: CounterTask
    }
)

/** How far before its place a hand may strike. */
export const earlyBeats = 0.06

export type Written = readonly (NoteEvent | BandNote)[]

/** Makes the notes of a manifest again, bit for bit. */
export function again(manifest: Manifest): Written {
  if (manifest.kind === 'bar') return barOf(manifest)
  const player = accompanist({ seed: manifest.seed })
  player.restore(manifest.memory)
  return player.respond(manifest.phrase, manifest.how).notes
}

/** One bar of the band, starts in beats from its bar line. */
export function barOf({
  band,
  bar,
  counter,
}: Pick<Extract<Manifest, { kind: 'bar' }>, 'band' | 'bar' | 'counter'>): readonly BandNote[] {
  const beats = band.chords.length / blockBars
  return [...barsFrom(playBand(band), bar, beats), ...(counter ? playCounter(counter) : [])]
}

/** The notes of one bar out of eight; a stroke a little before the bar line was meant for it. */
export function barsFrom(
  notes: readonly BandNote[],
  bar: number,
  beats: number,
): readonly BandNote[] {
  const from = bar * beats
  return notes
    .filter(({ start }) => start >= from - earlyBeats && start < from + beats - earlyBeats)
    .map((note) => ({ ...note, start: note.start - from }))
}

/** A name for notes or a memory: equal where they are equal. */
export const hashOf = (anything: unknown): string =>
  hashText(JSON.stringify(anything)).toString(16).padStart(8, '0')
