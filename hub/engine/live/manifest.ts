import { hashText } from '#core/random.ts'
import type { BandNote } from '#core/score/accompaniment.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { engineVersion } from '../engine-version.ts'
import { type AccompanistSnapshot, accompanist, type Manner } from './accompanist.ts'
import type { BandTask } from './band.ts'
import { type CounterTask, playCounter } from './counter.ts'
import { openRehearsals } from './rehearsals.ts'

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

export type Written = readonly (NoteEvent | BandNote)[]

/** Makes the notes of a manifest again, bit for bit. */
export function again(manifest: Manifest): Written {
  if (manifest.kind === 'bar') return barOf(manifest)
  const player = accompanist({ seed: manifest.seed })
  player.restore(manifest.memory)
  return player.respond(manifest.phrase, manifest.how).notes
}

function barOf({ band, bar, counter }: Extract<Manifest, { kind: 'bar' }>): readonly BandNote[] {
  const { notes } = openRehearsals().eight(band).bar(bar)
  return counter ? [...notes, ...playCounter(counter)] : notes
}

/** A name for notes or a memory: equal where they are equal. */
export const hashOf = (anything: unknown): string =>
  hashText(JSON.stringify(anything)).toString(16).padStart(8, '0')
