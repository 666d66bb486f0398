import { hashText, randomFrom } from '#core/random.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { engineVersion } from '../engine-version.ts'
import { type Ladder, rungNear } from '../ladder.ts'
import { answerRhythm, beatsOf, chordsOf } from './answer-rhythm.ts'
import { type Continuation, continuation } from './continuation.ts'
import { drumAnswer } from './drum-answer.ts'
import { type Groove, grooveMemory } from './groove.ts'
import { hammers, isTooSoon } from './hammering.ts'
import { gesturesOf, learnGroove, nowhere, type Surroundings } from './learned.ts'
import { continued, developed, homeward, type Motif, nearCall } from './line.ts'
import { overChords } from './over-chords.ts'
import { type PlayerMemory, playerMemory, type RememberedPhrases } from './player-memory.ts'
import { unquoted } from './quotes.ts'
import { tonesOf } from './tones.ts'

export type Accompanist = {
  /** Learns a phrase; a phrase is learned once, whoever brings it. */
  hear(phrase: Phrase, where?: Surroundings): void
  /**
   * A response in the player's own manner, start 0 on its first beat, in the key and register of the
   * phrase, ending at rest. Without notes for silence.
   */
  respond(phrase: Phrase, how: Manner): Response
  /** How many phrases were learned. */
  heard(): number
  readonly memory: () => PlayerMemory
  readonly groove: () => Groove
  /** What was learned, as plain JSON. */
  snapshot(): AccompanistSnapshot
  restore(snapshot: AccompanistSnapshot): void
}

/**
 * `answer`: 2 to 8 whole beats, about as long as the phrase, in its density, rhythm and touch.
 * `continue`: goes on as the player would, rhythm and all, for so many beats.
 */
export type Manner = {
  readonly because: string
  readonly manner?: 'answer' | 'continue'
  /** How long, for `continue`; about as long as the phrase where left out. */
  readonly beats?: number | undefined
  readonly where?: Surroundings
  /** The chord under each beat of the response, where others play along. */
  readonly over?: readonly (readonly number[])[] | undefined
}

/** Notes, and where their motif comes from. */
export type Response = { readonly notes: readonly NoteEvent[]; readonly motif: Motif | undefined }

export type AccompanistSnapshot = {
  readonly version: 2
  readonly heard: number
  readonly phrases: RememberedPhrases
  readonly groove: readonly number[]
}

/** Below this memory has too little to say, and a phrase is developed as a motif is. */
const enoughToContinue = 24

/** A player's partner: deterministic from its seed and what it has heard. */
export function accompanist({ seed }: { readonly seed: number }): Accompanist {
  let memory = playerMemory()
  let groove = grooveMemory()
  let heard = 0
  let lastHeard = ''

  function hear(phrase: Phrase, where: Surroundings = nowhere): void {
    const name = `${phrase.id} ${phrase.atMs} ${phrase.notes.length}`
    if (phrase.notes.length === 0 || name === lastHeard) return
    lastHeard = name
    heard++
    if (!phrase.drums) memory.learn(gesturesOf(phrase, tonesOf(phrase, memory), where), phrase.id)
    learnGroove(phrase, where, groove)
  }

  return {
    hear,
    respond(phrase, { because, manner = 'answer', beats, where = nowhere, over = [] }) {
      if (phrase.notes.length === 0) return { notes: [], motif: undefined }
      hear(phrase, where)
      const random = randomFrom((seed ^ hashText(`${heard} ${fingerprint(phrase)}`)) >>> 0)
      const author: Author = {
        ...{ kind: 'machine', engine: engineVersion.name, provider: 'local', seed, because },
      }
      if (phrase.drums) {
        const notes = drumAnswer(phrase, random, beats).map((note) => ({ ...note, author }))
        return { notes, motif: { phrase: phrase.id, from: 0, steps: 0, manner: 'head' } }
      }
      const tones = tonesOf(phrase, memory)
      const task = {
        phrase,
        tones,
        memory,
        groove,
        random,
        beats,
        place: placeAfter(phrase, beats, where),
      }
      const line = manner === 'continue' ? goneOn(task) : answered(task)
      const rungs = played(line, task)
      const written = overChords(chordsOf(line.beats, rungs, tones), over)
      const notes = written.map((note) => ({ ...note, author }))
      return { notes, motif: line.motif }
    },
    heard: () => heard,
    memory: () => memory,
    groove: () => groove,
    snapshot: () => ({
      ...{ version: 2, heard, phrases: memory.phrases(), groove: groove.snapshot() },
    }),
    restore(snapshot) {
      memory = playerMemory(snapshot.phrases)
      groove = grooveMemory(snapshot.groove)
      heard = snapshot.heard
      lastHeard = ''
    },
  }
}

/** Its shape, not its height: the same phrase in another key gets the same answer in that key. */
const fingerprint = ({ notes }: Phrase): string =>
  notes.map(({ pitch, start }) => `${pitch - notes[0]!.pitch}@${Math.round(start * 4)}`).join(' ')

/** The sixteenth of the bar a response begins on: the bar line, where its length is given. */
function placeAfter(phrase: Phrase, beats: number | undefined, { barBeat }: Surroundings): number {
  if (beats !== undefined) return 0
  return ((barBeat + Math.ceil(endOf(phrase))) * 4) % 16
}

const endOf = ({ notes }: Phrase): number =>
  Math.max(...notes.map(({ start, length }) => start + length))

type Task = {
  readonly phrase: Phrase
  readonly tones: Ladder
  readonly memory: PlayerMemory
  readonly groove: Groove
  readonly random: ReturnType<typeof randomFrom>
  readonly beats: number | undefined
  readonly place: number
}

/** As hands would play it: no quote of the player that is too long, no key hammered but by who hammers. */
function played({ beats, rungs }: Continuation, task: Task): readonly number[] {
  const { phrase, tones, memory } = task
  const { bpm } = phrase
  const hammering = hammers(beatsOf(phrase), callOf(task), bpm)
  const mayRepeat = (i: number): boolean => hammering || !isTooSoon(beats, i, bpm)
  return unquoted(rungs, tones, { memory, mayRepeat })
}

const callOf = ({ phrase, tones }: Task): readonly number[] =>
  beatsOf(phrase).map((beat) => rungNear(beat.pitch, tones))

/** In the rhythm of the call: its motif developed, or a walk through what was learned. */
function answered(task: Task): Continuation {
  const { phrase, memory, random } = task
  const beats = answerRhythm(beatsOf(phrase), random.fork('rhythm'))
  const pitch = random.fork('pitch')
  const call = callOf(task)
  const fresh = memory.size() < enoughToContinue || pitch.chance(0.3)
  const { rungs, motif } = fresh
    ? developed(call, phrase.id, { beats, random: pitch })
    : continued(call.at(-1)!, { beats, memory, random: pitch })
  return { beats, rungs: homeward(nearCall(rungs, call), call, pitch), motif }
}

const fewestBeats = 2
const mostBeats = 16

/** As the player would go on, rhythm and all. */
function goneOn(task: Task): Continuation {
  const { phrase, memory, groove, random, place } = task
  const call = callOf(task)
  const about = Math.min(mostBeats, Math.max(fewestBeats, Math.round(endOf(phrase))))
  const beats = task.beats ?? about
  const walk = random.fork('walk')
  const line = continuation({ from: call.at(-1)!, beats, place, memory, groove, random: walk })
  // Memory keeps what is on top; what lies below it is as the call has it.
  const shapes = beatsOf(phrase).map(({ below }) => below)
  return {
    ...{ motif: line.motif, rungs: homeward(nearCall(line.rungs, call), call, walk) },
    beats: line.beats.map((beat, i) => ({ ...beat, below: shapes[i % shapes.length]! })),
  }
}
