import type { Key } from '#core/music/key.ts'
import { keyFrom } from '#core/music/scale.ts'
import type { Sentence } from './sentence.ts'

const modeWords: ReadonlySet<string> = new Set(
  'major minor dorian phrygian lydian mixolydian locrian aeolian ionian'.split(' '),
)
/** 'In a minor key' names a mode and no tonic: here 'a' is an article. */
const articleNouns: ReadonlySet<string> = new Set(
  'key keys scale mode mood tone way sense role manner chord delay'.split(' '),
)
const followers: ReadonlySet<string> = new Set(
  'at with without and in for but please no around about about using featuring over , of'.split(
    ' ',
  ),
)

/** 'in D minor', 'F sharp major', 'e flat dorian', 'Bb', 'F#m'. The lower-case 'a' is an article unless all around says key. */
export function readKey(sentence: Sentence): Key | undefined {
  for (let at = 0; at < sentence.words.length; at++) {
    const found = keyAt(sentence, at)
    if (!found || !sentence.free(at, found.length)) continue
    sentence.claim(at, found.length, 'key')
    return found.key
  }
  return undefined
}

type KeyFound = { key: Key; length: number }

function keyAt(sentence: Sentence, at: number): KeyFound | undefined {
  const { low } = sentence
  if (/^[a-g]$/.test(low(at))) return spelledKeyAt(sentence, at)
  return compactKeyAt(sentence, at)
}

/** A letter on its own, with what follows: 'D', 'D minor', 'E flat', 'E flat harmonic minor'. */
function spelledKeyAt(sentence: Sentence, at: number): KeyFound | undefined {
  const { low, raw } = sentence
  const sign = ['sharp', 'flat'].includes(low(at + 1)) ? 1 : 0
  const mode = modeLengthAt(sentence, at + 1 + sign)
  const length = 1 + sign + mode
  const words = Array.from({ length }, (_, i) => low(at + i)).join(' ')
  const key = keyFrom(words)
  if (!key) return undefined
  if (isIntroduced(sentence, at)) {
    const isArticle = raw(at) === 'a' && sign === 0 && !closesAfter(sentence, at + length)
    return isArticle && (mode === 0 || articleNouns.has(low(at + length)))
      ? undefined
      : { key, length }
  }
  // 'B flat' is nothing else; 'a flat' is a home.
  if (sign > 0 && low(at) !== 'a') return { key, length }
  if (mode === 0) return undefined
  if (low(at) !== 'a') return { key, length }
  if (raw(at) === 'A' && at > 0) return { key, length }
  // Nobody says 'a lydian' of anything else.
  const isRare = !/^(?:minor|major)$/.test(low(at + length - 1))
  if (isRare && !articleNouns.has(low(at + length)) && !isNoun(sentence, at + length))
    return { key, length }
  return closesAfter(sentence, at + length) || sign > 0 ? { key, length } : undefined
}

/** A key in one word: 'F#m', 'Bb', 'Am'; in lower case, or without accidental, only where it is introduced. */
function compactKeyAt(sentence: Sentence, at: number): KeyFound | undefined {
  const { raw, low } = sentence
  const found = /^([A-Ga-g])([#♯b♭]?)(m|min|maj|M)?$/.exec(raw(at))
  if (!found) return undefined
  const [, letter, , quality] = found
  const length = 1 + (quality ? 0 : modeLengthAt(sentence, at + 1))
  const words = [raw(at), ...Array.from({ length: length - 1 }, (_, i) => low(at + 1 + i))].join(
    ' ',
  )
  const key = keyFrom(words)
  if (!key) return undefined
  // 'Am I late' begins with no key.
  const isWritten = /[A-G]/.test(letter!)
    ? at > 0 || raw(at) !== 'Am'
    : /^[a-g](?:[#♯b♭]m|[#♯b♭]?(?:min|maj))$/.test(raw(at)) || isBesideTempo(sentence, at, quality)
  return isIntroduced(sentence, at) || length > 1 || isWritten ? { key, length } : undefined
}

/** 'dm 80 bpm' */
const isBesideTempo = ({ claimOf }: Sentence, at: number, quality?: string): boolean =>
  quality !== undefined && [at - 1, at + 1].some((place) => claimOf(place) === 'tempo')

const isNoun = ({ low, lexicon }: Sentence, at: number): boolean =>
  lexicon.musicNouns.has(low(at)) || /^(?:one|thing|style|piece)$/.test(low(at))

function modeLengthAt({ low }: Sentence, at: number): number {
  if (modeWords.has(low(at))) return 1
  const twoWords = ['harmonic', 'melodic', 'natural'].includes(low(at)) && low(at + 1) === 'minor'
  return twoWords ? 2 : 0
}

/** 'in', 'key of', 'key is', 'to' before a key. */
function isIntroduced({ low }: Sentence, at: number): boolean {
  const before = low(at - 1)
  if (before === 'in') return true
  if (before === 'key') return true
  return ['of', 'is', 'to', 'as'].includes(before) && (low(at - 2) === 'key' || before === 'to')
}

/** The sentence, its clause or its thought ends here: no noun follows that 'a' could belong to. */
function closesAfter({ words, low }: Sentence, at: number): boolean {
  return at >= words.length || words[at - 1]!.ends || followers.has(low(at)) || /^\d/.test(low(at))
}
