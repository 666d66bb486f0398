import type { Motif } from './line.ts'
import { again, hashOf, type Manifest, type Written } from './manifest.ts'

/** What is known of a phrase that was generated. */
export type Generated = {
  readonly phrase: string
  readonly role: 'answer' | 'continue' | 'trade' | 'band'
  readonly style?: string
  readonly key?: string
  readonly chords: readonly string[]
  readonly bpm: number
  /** What the playing was like, or what the macros said, each 0 to 1. */
  readonly features: Readonly<Record<string, number>>
  readonly motif?: Motif | undefined
  readonly manifest: Manifest
  readonly notes: Written
}

/** Why a phrase is as it is. */
export type Why = Omit<Generated, 'manifest' | 'notes' | 'motif'> & {
  readonly says: string
  readonly engine: Manifest['engine']
  readonly seed: number
  readonly because: string
  readonly motif?: Motif
  /** Equal for equal memories, and for equal notes. */
  readonly memory: string
  readonly notes: string
  /** Whether it came out the same when it was made again just now. */
  readonly repeats: boolean
  readonly manifest?: Manifest
}

const remembered = 200
type Kept = Generated & { readonly because: string }

/** The last 200 responses and the last 200 bars, and why they are as they are. */
export function openReasons() {
  // A band makes more bars than anybody asks about: they must not push out the responses.
  const responses = new Map<string, Kept>()
  const bars = new Map<string, Kept>()
  let last = ''
  return {
    keep(generated: Generated, because: string): void {
      const reasons = generated.role === 'band' ? bars : responses
      last = generated.phrase
      reasons.delete(last)
      reasons.set(last, { ...generated, because })
      const [oldest] = reasons.keys()
      if (reasons.size > remembered && oldest !== undefined) reasons.delete(oldest)
    },
    /** The last one where none is named; undefined where it is not known. */
    why(phrase?: string, withManifest = false): Why | undefined {
      const found = responses.get(phrase ?? last) ?? bars.get(phrase ?? last)
      if (!found) return undefined
      const { manifest, notes, motif, ...about } = found
      return {
        ...about,
        ...(motif && { motif }),
        says: saidOf(found),
        engine: manifest.engine,
        seed: manifest.seed,
        memory: hashOf(
          manifest.kind === 'response' ? manifest.memory : (manifest.band.groove ?? []),
        ),
        notes: hashOf(notes),
        repeats: hashOf(again(manifest)) === hashOf(notes),
        ...(withManifest && { manifest }),
      }
    },
  }
}

const manners: Readonly<Record<Motif['manner'], string>> = {
  sequence: 'your motif moved along the scale',
  inversion: 'your motif upside down',
  head: 'the head of your motif with another end',
  backward: 'your motif backwards',
  walk: 'a walk through what you played',
}

function saidOf({ role, motif, style, key, chords, bpm, notes }: Generated): string {
  const where = [key && `in ${key}`, `at ${Math.round(bpm)} bpm`].filter(Boolean).join(' ')
  if (role === 'band')
    return `${notes.length} notes of ${style} ${where}, over ${chords.join(' ') || 'no chord'}`
  const verb = { answer: 'answers', continue: 'goes on from', trade: 'trades with' }[role]
  return `${verb} your phrase ${where}: ${manners[motif?.manner ?? 'walk']}${fromWhere(motif)}`
}

function fromWhere(motif: Motif | undefined): string {
  if (!motif) return ''
  const note = motif.from > 0 ? ` from note ${motif.from + 1} of` : ' from'
  const source = motif.phrase === '' ? ' an earlier sitting' : ` ${motif.phrase}`
  const moved =
    motif.steps === 0 ? '' : `, ${Math.abs(motif.steps)} steps ${motif.steps > 0 ? 'up' : 'down'}`
  return `,${note}${source}${moved}`
}
