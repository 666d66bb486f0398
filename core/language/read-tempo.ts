import type { Meter } from '#core/music/meter.ts'
import type { Sentence } from './sentence.ts'

const meterWords: ReadonlyMap<string, Meter> = new Map([
  ['waltz time', { beats: 3, unit: 4 }],
  ['three quarter time', { beats: 3, unit: 4 }],
  ['triple time', { beats: 3, unit: 4 }],
  ['common time', { beats: 4, unit: 4 }],
  ['cut time', { beats: 2, unit: 2 }],
  ['alla breve', { beats: 2, unit: 2 }],
])

/** '3/4', 'in six eight', 'five four time', 'waltz time'. */
export function readMeter(sentence: Sentence): Meter | undefined {
  const named = sentence.claimAll(meterWords, 'meter')[0]
  if (named) return named.means
  for (let at = 0; at < sentence.words.length; at++) {
    const written = /^(\d+)\/(\d+)$/.exec(sentence.low(at))
    const meter = written && meterOf(Number(written[1]), Number(written[2]))
    if (meter) {
      sentence.claim(at, 1, 'meter')
      return meter
    }
    const said = spokenMeterAt(sentence, at)
    if (said) {
      sentence.claim(at, 2, 'meter')
      return said
    }
  }
  return undefined
}

/** Two small numbers in a row are a meter where something around them says so, or as a clause of their own. */
function spokenMeterAt(sentence: Sentence, at: number): Meter | undefined {
  const { words, lexicon } = sentence
  const beats = lexicon.smallNumberAt(words, at)
  const unit = lexicon.smallNumberAt(words, at + 1)
  const meter = beats !== undefined && unit !== undefined ? meterOf(beats, unit) : undefined
  if (!meter || !sentence.free(at, 2)) return undefined
  const before = ['', 'in', 'meter', 'signature', 'to', 'a', 'of'].includes(sentence.low(at - 1))
  const after = ['time', 'meter', 'feel', 'waltz', 'beat', 'groove'].includes(sentence.low(at + 2))
  const counts = ['bar', 'bars', 'measures', 'minutes', 'seconds'].includes(sentence.low(at + 2))
  const ends = (place: number): boolean => sentence.words[place]?.ends ?? true
  const stands = ends(at - 1) && ends(at + 1) && (at > 0 || at + 2 < words.length)
  return (before || after || stands) && !counts ? meter : undefined
}

function meterOf(beats: number, unit: number): Meter | undefined {
  if (beats < 1 || beats > 16) return undefined
  if (unit !== 2 && unit !== 4 && unit !== 8 && unit !== 16) return undefined
  return { beats, unit }
}

/** What a sentence says of the tempo: a number, or a step from where we are. */
export type TempoWish = {
  readonly bpm?: number
  /** Times the present tempo: 'a bit faster' is 1.05. */
  readonly tempoFactor?: number
  /** Added to the present tempo: '10 bpm slower' is -10. */
  readonly tempoStep?: number
}

/** Ways to say that it goes faster or slower, times what it was. */
export const tempoFactors: ReadonlyMap<string, number> = new Map([
  ...[
    'faster',
    'quicker',
    'speed up',
    'speed it up',
    'pick up the pace',
    'hurry up',
    'bring it up',
    'raise the tempo',
    'increase the tempo',
    'tempo up',
    'too slow',
  ].map((word): [string, number] => [word, 1.1]),
  ...[
    'slower',
    'slow down',
    'slow it down',
    'take it down',
    'bring it down',
    'more slowly',
    'lower the tempo',
    'reduce the tempo',
    'decrease the tempo',
    'drop the tempo',
    'tempo down',
    'too fast',
  ].map((word): [string, number] => [word, 0.9]),
  ['half time', 0.5],
  ['halftime', 0.5],
  ['half the tempo', 0.5],
  ['halve the tempo', 0.5],
  ['cut the tempo in half', 0.5],
  ['half speed', 0.5],
  ['double time', 2],
  ['double speed', 2],
  ['twice as fast', 2],
  ['double the tempo', 2],
])
const bitBefore =
  /\b(?:a (?:little|bit|touch|tad|hair|notch|shade|fraction)|slightly|a little bit)$/
const muchBefore = /\b(?:much|a lot|way|far)$/

/** '80 bpm', 'ninety beats per minute', 'tempo 92', 'at 120', 'half time', 'a bit slower', '10 bpm faster'. */
export function readTempo(sentence: Sentence): TempoWish {
  const change = sentence.claimAll(
    tempoFactors,
    'tempo',
    (at, said) => !said.startsWith('too ') || !sentence.lexicon.denials.has(sentence.low(at - 1)),
  )[0]
  const number = numberOfTempo(sentence)
  const isSoft = change && (change.means === 1.1 || change.means === 0.9)
  // '10 bpm faster', 'speed up by 10'; 'a faster tune at 120' names the tempo itself.
  const isStep = number && (number.end === change?.at || sentence.low(number.at - 1) === 'by')
  if (isSoft && isStep) return { tempoStep: change.means > 1 ? number.value : -number.value }
  if (number) return number.value >= 20 && number.value <= 300 ? { bpm: number.value } : {}
  if (!change) return {}
  return { tempoFactor: shaded(sentence, change.at, change.length, change.means) }
}

function shaded(sentence: Sentence, at: number, length: number, factor: number): number {
  if (factor !== 1.1 && factor !== 0.9) return factor
  const lows = sentence.words.map(({ low }) => low)
  const before = lows.slice(0, at).join(' ')
  const after = lows.slice(at + length).join(' ')
  if (
    bitBefore.test(before) ||
    /^(?:a (?:little|bit|touch|tad|hair|notch|shade|fraction)|slightly)/.test(after)
  )
    return factor > 1 ? 1.05 : 0.95
  if (muchBefore.test(before) || /^(?:a lot|much)/.test(after)) return factor > 1 ? 1.25 : 0.8
  return factor
}

type TempoNumber = { readonly value: number; readonly at: number; readonly end: number }

function numberOfTempo(sentence: Sentence): TempoNumber | undefined {
  let bare: TempoNumber | undefined
  for (let at = 0; at < sentence.words.length; at++) {
    const { words, lexicon } = sentence
    const count = sentence.free(at) ? lexicon.numberAt(words, at) : undefined
    if (!count || !sentence.free(at, count.length)) continue
    const unit = unitLength(sentence, at + count.length)
    const named = namesTempo(sentence, at)
    if (unit > 0 || named) {
      sentence.claim(at, count.length + unit, 'tempo')
      if (named) sentence.claim(at - named, named, 'tempo')
      return { value: count.value, at, end: at + count.length + unit }
    }
    if (standsForTempo(sentence, at, count))
      bare ??= { value: count.value, at, end: at + count.length }
    at += count.length - 1
  }
  if (bare) sentence.claim(bare.at, bare.end - bare.at, 'tempo')
  return bare
}

/** How many words of 'bpm', 'beats per minute', 'beats a minute' stand here. */
function unitLength({ low }: Sentence, at: number): number {
  if (low(at) === 'bpm') return 1
  if (low(at) === 'b' && low(at + 1) === 'p' && low(at + 2) === 'm') return 3
  const perMinute = ['per', 'a', 'the'].includes(low(at + 1)) && low(at + 2) === 'minute'
  return low(at) === 'beats' && perMinute ? 3 : 0
}

/** How many words back 'tempo', 'bpm' or 'speed' stands, over 'of', 'to' and the like; 0 where it does not. */
function namesTempo({ low }: Sentence, at: number): number {
  let back = at - 1
  while (['of', 'to', 'at', 'is', 'around', 'about', 'be', 'should'].includes(low(back))) back -= 1
  return ['tempo', 'bpm', 'speed'].includes(low(back)) ? at - back : 0
}

/** 'at 128' is a tempo where no other unit follows. */
function standsForTempo(
  { low, words }: Sentence,
  at: number,
  count: { value: number; length: number },
): boolean {
  const next = low(at + count.length)
  const ended = words[at + count.length - 1]!.ends || next === ''
  // 'the tempo up by 10'
  if (low(at - 1) === 'by' && ended && count.value <= 100) return true
  if (count.value < 40 || count.value > 240) return false
  // 'trap, 140, F minor': a number that is a clause of its own.
  if (at > 0 && words[at - 1]!.ends && ended) return true
  if (!['at', 'around', 'to'].includes(low(at - 1))) return false
  return ended || ['in', 'with', 'without', 'and', 'no', 'for', 'but', 'please'].includes(next)
}
