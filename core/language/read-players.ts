import { type Role, roles } from '#core/score/piece-spec.ts'
import type { SoundName } from '#core/score/sounds.ts'
import type { Sentence } from './sentence.ts'

/** Who shall play, who shall not, and the sounds that were named. */
export type PlayersWish = {
  readonly with?: readonly Role[]
  readonly without?: readonly Role[]
  readonly instruments?: readonly { readonly role: Role; readonly sound: SoundName }[]
}

type Manner = 'with' | 'without' | 'only'
type Mention = { at: number; length: number; role: Role; sound?: SoundName; manner: Manner }

const leaving =
  /(?:^| )(?:without|no|not|minus|sans|except|drop|remove|skip|omit|lose|leave out|everything but|all but|any)$/
const only = /(?:^| )(?:just|only|solo|nothing but|nothing except)$/
/** Between an opening such as 'without' and its instrument. */
const passed = new Set([
  'the',
  'any',
  'a',
  'an',
  'some',
  'my',
  'use',
  'using',
  'of',
  'too',
  'much',
  'many',
])

/** 'without drums or bass', 'just piano and bass', 'with a flute', 'piano only', 'solo organ'. */
export function readPlayers(sentence: Sentence): PlayersWish {
  const mentions: Mention[] = []
  for (const { at, length, means } of sentence.claimAll(
    sentence.lexicon.instruments,
    'instrument',
  )) {
    const manner = mannerAt(sentence, at, length, mentions.at(-1))
    mentions.push({ at, length, ...means, manner })
  }
  const alone = rolesOf(mentions, 'only')
  const left = rolesOf(mentions, 'without')
  // 'Just piano, with drums' has both in it.
  const named = [...alone, ...rolesOf(mentions, 'with')]
  const wanted = roles.filter((role) => named.includes(role) && !left.includes(role))
  const unwanted = roles.filter(
    (role) => left.includes(role) || (alone.length > 0 && !wanted.includes(role)),
  )
  const sounds = mentions.flatMap(({ role, sound, manner }) =>
    sound && manner !== 'without' ? [{ role, sound }] : [],
  )
  return {
    ...(wanted.length > 0 && { with: wanted }),
    ...(unwanted.length > 0 && { without: unwanted }),
    ...(sounds.length > 0 && { instruments: sounds }),
  }
}

function rolesOf(mentions: readonly Mention[], manner: Manner): readonly Role[] {
  return mentions.filter((mention) => mention.manner === manner).map(({ role }) => role)
}

function mannerAt(sentence: Sentence, at: number, length: number, last?: Mention): Manner {
  if (last && goesOn(sentence, last.at + last.length, at)) return last.manner
  if (/^(?:only|alone|solo)$/.test(sentence.low(at + length)) || saysNothingElse(sentence))
    return 'only'
  let start = at
  while (passed.has(sentence.low(start - 1)) || sentence.claimOf(start - 1) === 'mood') start -= 1
  const before = sentence.words.slice(Math.max(0, start - 3), start)
  const line = before.map(({ low }) => low).join(' ')
  if (before.at(-1)?.ends) return 'with'
  if (only.test(line)) return 'only'
  return leaving.test(line) ? 'without' : 'with'
}

const saysNothingElse = ({ words }: Sentence): boolean =>
  / (?:nothing|no one) else$/.test(words.map(({ low }) => low).join(' '))

/** A list goes on over 'and', 'or', 'nor' and commas, and no further: 'no drums and a piano' wants the piano. */
function goesOn({ low, words }: Sentence, from: number, to: number): boolean {
  if (to - from > 2) return false
  for (let i = from; i < to; i++) if (!['and', 'or', 'nor', 'the'].includes(low(i))) return false
  return from < to || words[from - 1]!.ends
}
