import type { Meter } from '#core/music/meter.ts'
import { degreeAt } from './degree.ts'
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
  const usual = usualMeters.has(`${beats}/${unit}`) && !/\d/.test(sentence.low(at)) && at > 0
  const isRest =
    lexicon.numberWords.has(sentence.low(at - 1)) || lexicon.numberWords.has(sentence.low(at + 2))
  return (before || after || stands || (usual && !isRest)) && !counts ? meter : undefined
}

const usualMeters = new Set('2/4 3/4 4/4 5/4 6/4 7/4 5/8 6/8 7/8 9/8 12/8'.split(' '))

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
    'less slow',
    'not so slow',
    'not fast enough',
    "isn't fast enough",
    'more speed',
    'more tempo',
    'pick it up',
    'push it',
    'tempo faster',
    'too slowly',
    'up the tempo',
    'move it along',
    'speed up',
    'speed it up',
    'speed this up',
    'speed that up',
    'speed things up',
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
    'slow it',
    'slow this down',
    'slow that down',
    'slow things down',
    'less fast',
    'not so fast',
    'not so quick',
    'less speed',
    'ease off',
    'ease up',
    'pull it back',
    'rein it in',
    'too quick',
    'too quickly',
    'too hasty',
    'down the tempo',
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
  ['half the speed', 0.5],
  ['half its speed', 0.5],
  ['double the speed', 2],
  ['twice the speed', 2],
  ['twice the tempo', 2],
  ['half as fast', 0.5],
  ['twice as slow', 0.5],
  ['double as fast', 2],
  ['double time', 2],
  ['double speed', 2],
  ['twice as fast', 2],
  ['double the tempo', 2],
])
const steps = {
  soft: { faster: 1.05, slower: 0.95 },
  plain: { faster: 1.1, slower: 0.9 },
  strong: { faster: 1.25, slower: 0.8 },
}

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
  const way = change && change.means > 1 ? 1 : -1
  if (isSoft && isStep && sentence.low(number.end) === 'percent') {
    sentence.claim(number.end, 1, 'tempo')
    return { tempoFactor: Math.round(100 + way * Math.min(90, number.value)) / 100 }
  }
  if (isSoft && isStep) return { tempoStep: way * number.value }
  const added = number && addedAt(sentence, number)
  if (added) return { tempoStep: added * number.value }
  if (number) return number.value >= 20 && number.value <= 300 ? { bpm: number.value } : {}
  if (!change) return {}
  return { tempoFactor: shaded(sentence, change.at, change.length, change.means) }
}

/** 'knock ten bpm off', 'add 5 bpm': which way the number goes. */
function addedAt({ low }: Sentence, { at, end }: TempoNumber): 1 | -1 | undefined {
  const before = low(at - 1)
  if (
    /^(?:off|down|less)$/.test(low(end)) ||
    /^(?:lose|drop|knock|shave|subtract|minus|down)$/.test(before)
  )
    return -1
  return /^(?:add|plus|up)$/.test(before) || /^(?:up|more)$/.test(low(end)) ? 1 : undefined
}

/** A step is smaller or larger as it is said; 'half time' is what it is. */
function shaded(sentence: Sentence, at: number, length: number, factor: number): number {
  if (factor !== 1.1 && factor !== 0.9) return factor
  const degree = degreeAt(sentence, at, length, 'tempo')
  return steps[degree][factor > 1 ? 'faster' : 'slower']
}

type TempoNumber = { readonly value: number; readonly at: number; readonly end: number }

function numberOfTempo(sentence: Sentence): TempoNumber | undefined {
  const { words, lexicon } = sentence
  const stray: (TempoNumber & { readonly sure: number })[] = []
  for (let at = 0; at < words.length; at++) {
    const count = sentence.free(at) ? lexicon.numberAt(words, at) : undefined
    if (!count || !sentence.free(at, count.length)) continue
    const unit = unitLength(sentence, at + count.length)
    const named = namesTempo(sentence, at)
    if (unit > 0 || named) {
      sentence.claim(at, count.length + unit, 'tempo')
      if (named) sentence.claim(at - named, named, 'tempo')
      return { value: count.value, at, end: at + count.length + unit }
    }
    const sure = sureness(sentence, at, count)
    if (sure > 0) stray.push({ value: count.value, at, end: at + count.length, sure })
    at += count.length - 1
  }
  const best = stray.toSorted((a, b) => b.sure - a.sure)[0]
  if (best) sentence.claim(best.at, best.end - best.at, 'tempo')
  return best
}

/** How many words of 'bpm', 'beats per minute', 'beats a minute' stand here. */
function unitLength({ low }: Sentence, at: number): number {
  if (low(at) === 'bpm') return 1
  if (low(at) === 'b' && low(at + 1) === 'p' && low(at + 2) === 'm') return 3
  // 'Five beats slower'
  if (/^(?:beats|clicks)$/.test(low(at)) && /^(?:faster|slower|quicker|up|down)$/.test(low(at + 1)))
    return 1
  const perMinute = ['per', 'a', 'the'].includes(low(at + 1)) && low(at + 2) === 'minute'
  return /^beats?$/.test(low(at)) && perMinute ? 3 : 0
}

/** How many words back 'tempo', 'bpm' or 'speed' stands, over 'of', 'to' and the like; 0 where it does not. */
function namesTempo({ low }: Sentence, at: number): number {
  let back = at - 1
  while (['of', 'to', 'at', 'is', 'around', 'about', 'be', 'should'].includes(low(back))) back -= 1
  return ['tempo', 'bpm', 'speed'].includes(low(back)) ? at - back : 0
}

const introduces = /^(?:at|around|about|to|roughly|say|circa|like|near)$/
/** What a number before it counts, or before which it is no tempo. */
const counted =
  /^(?:bars?|measures?|beats|seconds?|secs?|s|minutes?|mins?|hours?|percent|times|degrees|semitones?|tones?|half|steps?|notes?|pm|am|people|o'clock|hz|years?|days?|times|th|th?ing|pieces|songs|tracks|versions)$/
const counting =
  /^(?:bars?|measures?|in|for|of|number|take|version|opus|op|level|energy|than|section|verse|chorus)$/

/** How surely a number without a unit is a tempo: 2 as in 'at 128' or as a clause of its own, 1 as in 'techno 135'. */
function sureness(
  { low, words, lexicon }: Sentence,
  at: number,
  count: { readonly value: number; readonly length: number },
): 0 | 1 | 2 {
  const next = low(at + count.length)
  if (low(at - 1) === 'by' && next === 'percent') return 2
  const ended = words[at + count.length - 1]!.ends || next === ''
  // 'the tempo down six'
  const isMoved = /^(?:up|down)$/.test(low(at - 1)) && /^(?:tempo|bpm|speed)$/.test(low(at - 2))
  if (isMoved && ended && count.value <= 100) return 2
  // 'the tempo up by 10'
  if (low(at - 1) === 'by' && ended && count.value <= 100) return 2
  if (count.value < 40 || count.value > 240 || counted.test(next)) return 0
  if (introduces.test(low(at - 1))) return 2
  // 'trap, 140, F minor'
  if (at > 0 && words[at - 1]!.ends && ended) return 2
  // 'Four bars, 90' has its bars already.
  const isCounted = counting.test(low(at - 1)) && !lexicon.numberAt(words, at - 2)
  return at > 0 && count.value >= 60 && !isCounted ? 1 : 0
}
