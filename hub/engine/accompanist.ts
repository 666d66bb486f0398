import type { Key } from '#core/music/key.ts'
import { toPitchClass } from '#core/music/pitch.ts'
import { hashText, type Random, randomFrom } from '#core/random.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { answerRhythm, type Beat, beatsOf, chordsOf } from './answer-rhythm.ts'
import { ticksPerBeat } from './bar-grid.ts'
import { engineVersion } from './engine-version.ts'
import { keyOf } from './key-of.ts'
import { type Ladder, ladderOf, pitchOn, rungNear } from './ladder.ts'
import { type Gesture, type PlayerMemory, playerMemory } from './player-memory.ts'

export type Accompanist = {
  /** Learns a phrase; a phrase is learned once, whoever brings it. */
  hear(phrase: Phrase): void
  /**
   * An answer in the player's own manner, start 0 on its first beat: 2 to 8 whole beats, about as
   * long as the phrase, in its key, register, density and touch, ending at rest. Empty for silence.
   */
  answer(phrase: Phrase, cause: { readonly because: string }): NoteEvent[]
  /** What was learned, as plain JSON. */
  snapshot(): AccompanistSnapshot
  restore(snapshot: AccompanistSnapshot): void
}

export type AccompanistSnapshot = {
  readonly version: 1
  readonly heard: number
  readonly phrases: readonly (readonly number[])[]
}

/** So many pitches in a row may be the player's own. */
const longestQuote = 8
/** Below this memory has too little to say, and a phrase is developed as a motif is. */
const enoughToContinue = 24

/** A player's partner: deterministic from its seed and what it has heard. */
export function accompanist({ seed }: { readonly seed: number }): Accompanist {
  let memory = playerMemory()
  let heard = 0
  let lastHeard = ''

  function hear(phrase: Phrase): void {
    const name = `${phrase.id} ${phrase.atMs} ${phrase.notes.length}`
    if (phrase.notes.length === 0 || name === lastHeard) return
    lastHeard = name
    heard++
    memory.learn(gesturesOf(phrase, tonesOf(phrase, memory)))
  }

  return {
    hear,
    answer(phrase, { because }) {
      if (phrase.notes.length === 0) return []
      hear(phrase)
      const random = randomFrom((seed ^ hashText(`${heard} ${fingerprint(phrase)}`)) >>> 0)
      const tones = tonesOf(phrase, memory)
      const beats = answerRhythm(beatsOf(phrase), random.fork('rhythm'))
      const rungs = rungsFor(phrase, { beats, tones, memory, random: random.fork('pitch') })
      const author: Author = {
        ...{ kind: 'machine', engine: engineVersion.name, provider: 'local', seed, because },
      }
      return chordsOf(beats, unquoted(rungs, tones, memory), tones).map((note) => ({
        ...note,
        author,
      }))
    },
    snapshot: () => ({ version: 1, heard, phrases: memory.phrases() }),
    restore(snapshot) {
      memory = playerMemory(snapshot.phrases)
      heard = snapshot.heard
      lastHeard = ''
    },
  }
}

/** Its shape, not its height: the same phrase in another key gets the same answer in that key. */
const fingerprint = ({ notes }: Phrase): string =>
  notes.map(({ pitch, start }) => `${pitch - notes[0]!.pitch}@${Math.round(start * 4)}`).join(' ')

/** The scale a phrase is in, and where home is. */
export type Tones = Ladder

/** The key of the phrase, or of it and what came before where it is short. */
function tonesOf(phrase: Phrase, memory: PlayerMemory): Tones {
  const recent: { pitch: number; length: number }[] = []
  if (phrase.notes.length < 8)
    for (let place = Math.max(0, memory.size() - 16); place < memory.size(); place++)
      recent.push({ pitch: memory.at(place).pitch, length: 0.25 })
  const key: Key = phrase.key ?? keyOf([...recent, ...phrase.notes])
  const ladder = ladderOf(key)
  const played = new Set(phrase.notes.map(({ pitch }) => toPitchClass(pitch - ladder.tonic)))
  return { ...ladder, steps: asPlayed(ladder.steps, played) }
}

/**
 * The degrees as the player plays them: a tone from outside takes the place of a neighbour that is
 * not played. Minor is rather raised, to dorian and harmonic; major lowered, to mixolydian.
 */
function asPlayed(steps: readonly number[], played: ReadonlySet<number>): readonly number[] {
  const result = [...steps]
  const neighbours = steps[2] === 3 ? [-1, 1] : [1, -1]
  for (const tone of [...played].filter((step) => !steps.includes(step))) {
    const degree = neighbours
      .map((off) => result.indexOf(tone + off))
      .find((at) => at > 0 && at !== 4 && !played.has(result[at]!))
    if (degree !== undefined) result[degree] = tone
  }
  return result
}

function gesturesOf(phrase: Phrase, tones: Tones): readonly Gesture[] {
  const beats = beatsOf(phrase)
  return beats.map((beat, i) => ({
    rung: rungNear(beat.pitch, tones),
    gap: gapClass((beats[i + 1]?.at ?? beat.at + beat.ticks) - beat.at),
    pitch: beat.pitch,
  }))
}

const gapClass = (ticks: number): number =>
  Math.min(15, Math.max(1, Math.round((ticks * 4) / ticksPerBeat)))

type Task = {
  readonly beats: readonly Beat[]
  readonly tones: Tones
  readonly memory: PlayerMemory
  readonly random: Random
}

/** Heights for the answer's beats, the last one at rest. */
function rungsFor(phrase: Phrase, task: Task): readonly number[] {
  const call = beatsOf(phrase).map((beat) => rungNear(beat.pitch, task.tones))
  const low = Math.min(...call) - 3
  const high = Math.max(...call) + 3
  const fresh = task.memory.size() < enoughToContinue || task.random.chance(0.3)
  const line = fresh ? developed(call, task) : continued(call, task)
  const inside = line.map((rung) => (rung > high ? rung - 7 : rung < low ? rung + 7 : rung))
  return homeward(inside, call, task.random)
}

/** The call as a motif: a step away, upside down, or its head again with another end. */
function developed(call: readonly number[], { beats, random }: Task): readonly number[] {
  const at = (i: number): number => call[i % call.length]!
  const manner = random.pick(['sequence', 'sequence', 'inversion', 'head', 'backward'] as const)
  const away = random.pick([1, -1, -1, 2, -2] as const)
  return beats.map((_, i) => {
    if (manner === 'sequence') return at(i) + away
    if (manner === 'inversion') return 2 * at(0) - at(i)
    if (manner === 'backward') return call[call.length - 1 - (i % call.length)]!
    return i < Math.min(4, call.length >> 1) ? at(i) : at(i) + away
  })
}

/** A walk through what was learned, going on from the end of the call. */
function continued(call: readonly number[], { beats, memory, random }: Task): readonly number[] {
  let place = memory.size() - 1
  const path: Gesture[] = recentPath(memory)
  let rung = call.at(-1)!
  return beats.map(({ gap }) => {
    const next = nextPlace(place, path, { memory, random })
    const move =
      memory.begins(next) || next === 0 ? 0 : memory.at(next).rung - memory.at(next - 1).rung
    rung += Math.abs(move) > 5 ? Math.sign(move) : move
    place = next
    path.push({ rung, gap: gapClass(gap), pitch: 0 })
    return rung
  })
}

function recentPath(memory: PlayerMemory): Gesture[] {
  const path: Gesture[] = []
  for (let place = Math.max(0, memory.size() - 5); place < memory.size(); place++)
    path.push(memory.at(place))
  return path
}

/** Mostly straight on; else over to a place with the same past, or to whatever followed such a line. */
function nextPlace(
  place: number,
  path: readonly Gesture[],
  { memory, random }: { memory: PlayerMemory; random: Random },
): number {
  const choices: [number, number][] = []
  if (place + 1 < memory.size() && !memory.begins(place + 1)) choices.push([place + 1, 5])
  const twin = memory.twin(place)
  if (twin.past >= 2 && twin.place >= 0 && !memory.begins(twin.place + 1))
    choices.push([twin.place + 1, 3])
  for (const found of memory.after(path).slice(0, 12)) choices.push([found.place, found.order])
  return choices.length > 0 ? random.weighted(choices) : random.below(memory.size())
}

/** The last steps lead to the tonic, or to its third or fifth where that is nearer. */
function homeward(
  line: readonly number[],
  call: readonly number[],
  random: Random,
): readonly number[] {
  const before = line.at(-2) ?? call.at(-1)!
  const degrees = random.chance(0.7) ? [0] : [0, 2, 4]
  let home = before
  for (let off = 0; off < 7; off++) {
    const near = [before - off, before + off].find((rung) => degrees.includes(toDegree(rung)))
    if (near === undefined) continue
    home = near
    break
  }
  return line.map((rung, i) => {
    const left = line.length - 1 - i
    if (left === 0) return home
    const reach = left * 2
    return i >= line.length - 3 ? Math.min(home + reach, Math.max(home - reach, rung)) : rung
  })
}

const toDegree = (rung: number): number => ((rung % 7) + 7) % 7

/** Where the answer would quote more than eight pitches in a row, the ninth steps aside. */
function unquoted(rungs: readonly number[], tones: Tones, memory: PlayerMemory): readonly number[] {
  const quote = quotes(memory)
  return rungs.map((rung, i) => {
    const tries = i === rungs.length - 1 ? [0, 7, -7, 2, -2, 4, -4] : [0, 1, -1, 2, -2, 3, -3]
    const aside = tries.find((off) => !quote.grows(pitchOn(rung + off, tones))) ?? 9
    quote.add(pitchOn(rung + aside, tones))
    return rung + aside
  })
}

/** Follows all places of the memory at which a row of pitches is found. */
function quotes(memory: PlayerMemory) {
  const size = memory.size()
  const runs = new Uint8Array(size + 1)
  let full: number[] = []
  return {
    /** Whether this pitch would make a quote longer than is allowed. */
    grows: (pitch: number): boolean =>
      full.some((place) => place < size && memory.pitchAt(place) === pitch),
    add(pitch: number): void {
      full = []
      for (let place = size; place > 0; place--) {
        const run = memory.pitchAt(place - 1) === pitch ? Math.min(200, runs[place - 1]! + 1) : 0
        runs[place] = run
        if (run >= longestQuote) full.push(place)
      }
    },
  }
}
