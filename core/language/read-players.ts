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

const only = /(?:^| )(?:just|only|solo|unaccompanied|lone|nothing but|nothing except)$/
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
  const named = sentence.claimAll(
    sentence.lexicon.instruments,
    'instrument',
    (at, _, length) => !sentence.isAside(at) && !isSomebodys(sentence, at, length),
  )
  for (const { at, length, means } of named) {
    const manner = mannerAt(sentence, at, length, mentions.at(-1))
    mentions.push({ at, length, ...means, manner })
    if (closesList(sentence, at + length)) makeLone(sentence, mentions)
  }
  const absent = sentence.claimAll(sentence.lexicon.absences, 'instrument')
  const alone = rolesOf(mentions, 'only')
  const left = [...rolesOf(replaced(mentions), 'without'), ...absent.map(({ means }) => means)]
  // 'Just piano, with drums' has both in it.
  const present = [...alone, ...rolesOf(mentions, 'with')]
  const wanted = roles.filter((role) => present.includes(role) && !left.includes(role))
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

/** 'for the trumpet player', 'for my piano lesson': who it is for plays nothing in it. */
function isSomebodys({ low, lexicon }: Sentence, at: number, length: number): boolean {
  if (lexicon.playing.has(low(at + length))) return true
  return /^(?:my|our|his|her|their)$/.test(low(at - 1)) && /^(?:for|on|to|over)$/.test(low(at - 2))
}

function rolesOf(mentions: readonly Mention[], manner: Manner): readonly Role[] {
  return mentions.filter((mention) => mention.manner === manner).map(({ role }) => role)
}

function mannerAt(sentence: Sentence, at: number, length: number, last?: Mention): Manner {
  if (last && goesOn(sentence, last.at + last.length, at)) return last.manner
  if (saysNothingElse(sentence)) return 'only'
  if (isTaken(sentence, at, length)) return 'without'
  let start = at
  while (passed.has(sentence.low(start - 1)) || sentence.claimOf(start - 1) === 'mood') start -= 1
  const before = sentence.words.slice(Math.max(0, start - 3), start)
  const line = before.map(({ low }) => low).join(' ')
  if (before.at(-1)?.ends) return 'with'
  if (only.test(line)) return 'only'
  return sentence.lexicon.leavings.test(line) ? 'without' : 'with'
}

/** Without who makes room for another sound in the same part: 'a guitar instead of the piano'. */
const replaced = (mentions: readonly Mention[]): readonly Mention[] =>
  mentions.filter(
    ({ manner, role, sound }) =>
      manner !== 'without' ||
      !mentions.some(
        (other) => other.manner === 'with' && other.role === role && other.sound !== sound,
      ),
  )

const closesList = ({ low }: Sentence, at: number): boolean => /^(?:only|alone|solo)$/.test(low(at))

/** 'drums and bass only': the last of a list speaks for all of it. */
function makeLone(sentence: Sentence, mentions: Mention[]): void {
  for (let i = mentions.length - 1; i >= 0; i--) {
    const mention = mentions[i]!
    if (mention.manner === 'without') return
    mention.manner = 'only'
    const before = mentions[i - 1]
    if (!before || !goesOn(sentence, before.at + before.length, mention.at)) return
  }
}

/** 'take the drums out' */
const isTaken = ({ low }: Sentence, at: number, length: number): boolean =>
  /^(?:out|away|off)$/.test(low(at + length)) &&
  /^(?:take|leave|cut|pull|strip|kick|throw|drop)$/.test(
    low(low(at - 1) === 'the' ? at - 2 : at - 1),
  )

const saysNothingElse = ({ words }: Sentence): boolean =>
  / (?:nothing|no one|nobody) else(?: |$)/.test(words.map(({ low }) => low).join(' '))

/** A list goes on over 'and', 'or', 'nor' and commas, and no further: 'no drums and a piano' wants the piano. */
function goesOn({ low, words }: Sentence, from: number, to: number): boolean {
  if (to - from > 2) return false
  for (let i = from; i < to; i++) if (!['and', 'or', 'nor', 'the'].includes(low(i))) return false
  return from < to || words[from - 1]!.ends
}
