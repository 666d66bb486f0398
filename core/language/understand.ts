import type { PieceWish } from '#core/score/piece-spec.ts'
import { withoutChatter } from './chatter.ts'
import { type Intent, intentOf } from './intent.ts'
import { type Language, lexicons } from './lexicon.ts'
import { readKey } from './read-key.ts'
import { readBars, readSeconds } from './read-length.ts'
import { readEnergy, readMoods } from './read-moods.ts'
import { readPlayers } from './read-players.ts'
import { readReference } from './read-reference.ts'
import { readStyle } from './read-style.ts'
import { readMeter, readTempo, type TempoWish } from './read-tempo.ts'
import { readTitle } from './read-title.ts'
import type { Reference } from './reference.ts'
import { readSentence, type Sentence, sentenceOf } from './sentence.ts'

/** What a sentence says of a piece or of the playing; a slot nobody filled is not there. */
type Slots = PieceWish &
  Omit<TempoWish, 'bpm'> & {
    /** How far back 'keep the last two minutes' reaches, in ms. */
    readonly lastMs?: number
    /** Whether the engine shall answer what is played. */
    readonly answering?: boolean
    /** Which piece is meant, and what is to become of it; without it a piece of its own is wished for. */
    readonly reference?: Reference
  }

/** A sentence as we understand it; `intent` is null where it is not for us. */
export type Understood = {
  readonly text: string
  readonly intent: Intent | null
  readonly slots: Slots
}

/**
 * Reads a sentence, offline and always the same way: its words are spelled out, a change of mind and good manners
 * are taken off (sentence.ts), each reader claims the words that speak of its slots, and from what is claimed and
 * what is left comes the intent. What is not for us as a whole may be so without its chatter.
 * @example understand('a lo-fi beat at 80 bpm in D minor')
 * // { intent: 'generate', slots: { style: 'lofi', bpm: 80, key: { tonic: 'D', mode: 'minor' } } }
 */
export function understand(text: string, language: Language = 'en'): Understood {
  const sentence = readSentence(text, lexicons[language])
  const whole = judged(sentence)
  if (whole.intent !== null) return { text, ...whole }
  const words = withoutChatter(sentence)
  const rest = words && judged(sentenceOf(words, sentence.lexicon))
  return { text, ...(rest && isSure(rest) ? rest : whole) }
}

type Judged = Omit<Understood, 'text'>

function judged(sentence: Sentence): Judged {
  const slots = slotsOf(sentence)
  const { intent, answering } = intentOf({ sentence, slots })
  if (intent === null) return { intent, slots: {} }
  return { intent, slots: trimmed({ ...fitting(intent, slots), answering }) }
}

/** Whether it is a wish in spite of the chatter around it; 'make it quick, I am late' is none. */
function isSure({ intent, slots: { reference, ...slots } }: Judged): boolean {
  if (intent !== 'generate') return false
  if (!reference) return Object.keys(slots).length > 0
  const { shift, bars, parts, section } = reference
  return (shift ?? bars ?? parts ?? section ?? slots.key ?? slots.style) !== undefined
}

/** The slots an intent has a use for, in its own words. */
function fitting(intent: Intent, slots: Slots): Slots {
  const { tempoFactor, tempoStep, reference, ...wish } = slots
  const { title, seconds, bpm, meter, key } = wish
  switch (intent) {
    case 'generate':
      return trimmed({
        ...wish,
        ...(reference
          ? { reference: { ...lasting(reference, wish), ...trimmed({ tempoFactor, tempoStep }) } }
          : pacedMoods(wish, tempoFactor)),
        // What is too long for us is as long as we can.
        seconds: seconds === undefined ? undefined : Math.min(900, Math.max(1, seconds)),
      })
    case 'set':
      return trimmed({ bpm, meter, key, tempoFactor, tempoStep })
    case 'keep':
      return trimmed({ title, lastMs: seconds && Math.min(3_600_000, seconds * 1000) })
    case 'play':
      return trimmed({ title })
    case 'stop':
    case 'panic':
      return {}
  }
}

/** 'Stretch it to three minutes' says how long it is to be, not how many times as long. */
function lasting({ length, ...reference }: Reference, { seconds, bars }: PieceWish): Reference {
  return length === undefined || (seconds ?? bars) ? reference : { ...reference, length }
}

/** A piece has no tempo yet to be halved: 'half time' asks for a slow one. */
function pacedMoods({ moods = [] }: PieceWish, factor = 1): PieceWish {
  if (factor === 1) return {}
  return { moods: [...new Set([...moods, factor < 1 ? 'slow' : 'fast'])] }
}

/** Each reader takes its words before the next one looks: what is surest comes first. */
function slotsOf(sentence: Sentence): Slots {
  const title = readTitle(sentence)
  const reference = readReference(sentence)
  const meter = readMeter(sentence)
  const { bpm, ...change } = readTempo(sentence)
  const bars = readBars(sentence)
  const seconds = readSeconds(sentence)
  const saidEnergy = readEnergy(sentence)
  const style = readStyle(sentence)
  const key = readKey(sentence)
  const { moods, energy } = readMoods(sentence)
  const players = readPlayers(sentence)
  return trimmed({
    title,
    meter,
    bpm,
    ...change,
    bars,
    seconds,
    style,
    key,
    moods,
    energy: saidEnergy ?? energy,
    ...players,
    reference,
  })
}

/** The slots without those that are undefined, so that what is not said is not there. */
function trimmed(slots: Partial<Record<keyof Slots, unknown>>): Slots {
  return Object.fromEntries(
    Object.entries(slots).filter(([, value]) => value !== undefined),
  ) as Slots
}
