import { type Chord, chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { isMinorish, keyName } from '#core/music/scale.ts'
import { type BandNote, bandRoles } from '#core/score/accompaniment.ts'
import { engineVersion } from '../engine-version.ts'
import { styleFor } from '../styles/index.ts'
import type { Accompanist } from './accompanist.ts'
import { type BandTask, blockBars, type Controls, playBand } from './band.ts'
import { expectedChord } from './chord-course.ts'
import { type CounterTask, playCounter } from './counter.ts'
import type { LiveContext } from './live-context.ts'
import { barsFrom, earlyBeats, type Manifest } from './manifest.ts'
import type { ProposeAsk, ProposedBar } from './proposal.ts'
import type { openReasons } from './why.ts'

type Heard = {
  readonly context: LiveContext
  /** The beat of the count in which a note was last heard. */
  readonly now: number
  readonly player: Accompanist
}

/** Eight bars, and what they were made from. */
type Eight = { readonly task: BandTask; readonly notes: readonly BandNote[] }

/** Ways to play an eight that are weighed against each other. */
const takes = 3
/** Another way must be this much better: a groove that changes with every note is none. */
const clearly = 0.75
const mostMoves = 64
const mostRehearsals = 24
const unheardKey: Key = { tonic: 'C', mode: 'major' }
const stillChord = chordFrom('C')!

/**
 * Leads the band bar by bar: expects chords, follows the player's energy from bar to bar, and chooses
 * of several ways to play an eight the one that leaves the player most room.
 */
export function openBandleader({
  seed,
  reasons,
}: {
  readonly seed: number
  readonly reasons: ReturnType<typeof openReasons>
}) {
  let block = Number.NaN
  let take = 0
  let bar = Number.NaN
  let energy = 0.5
  const rehearsals = new Map<string, readonly BandNote[]>()
  const proposed = new Map<number, { readonly id: string; readonly written: string }>()

  /** Once a bar, a third of the way to what the player does. */
  function moodAt(fromBar: number, { features }: LiveContext): number {
    if (fromBar !== bar) energy += (0.25 + 0.6 * features.energy - energy) / 3
    bar = fromBar
    return Math.round(energy * 20) / 20
  }

  function controlsFor(ask: ProposeAsk, { context, player }: Heard): Controls {
    const { least, most } = styleFor(ask.accompaniment.style).swing
    const usual: Controls = {
      energy: moodAt(ask.fromBar, context),
      density: 0.5,
      brightness: 0.5,
      swing: player.groove().swing() ?? (least + most) / 200,
    }
    return { ...usual, ...ask.controls }
  }

  /** Most notes of a player change nothing of what is expected: what was rehearsed is played. */
  function rehearsed(task: BandTask, heard: number): readonly BandNote[] {
    const name = `${nameOf(task)} ${heard}`
    const known = rehearsals.get(name)
    if (known) return known
    const notes = playBand(task)
    rehearsals.set(name, notes)
    const [oldest] = rehearsals.keys()
    if (rehearsals.size > mostRehearsals && oldest !== undefined) rehearsals.delete(oldest)
    return notes
  }

  function chosenTake(task: BandTask, atBar: number, { context, player }: Heard): number {
    if (!task.roles.includes('chords')) return 0
    // The rhythm alone is weighed, so that a chord that comes changes nothing about it.
    const rhythm: BandTask = {
      ...task,
      roles: ['chords'],
      chords: task.chords.map(() => stillChord),
    }
    const costs = Array.from({ length: takes }, (_, i) =>
      costOf(rehearsed({ ...rhythm, take: i }, player.heard()), atBar, {
        ...{ context, meter: task.meter },
      }),
    )
    const best = costs.indexOf(Math.min(...costs))
    if (task.block !== block) take = best
    else if (costs[best]! < costs[take]! * clearly) take = best
    block = task.block
    return take
  }

  function taskFor(ask: ProposeAsk, heard: Heard, eight: number): BandTask {
    const { count, accompaniment } = ask
    const { context, now, player } = heard
    const key = context.key ?? unheardKey
    const beats = barBeats(count.meter)
    const expected = expectedChord(context.course, { now, barBeats: beats })
    const first = eight * blockBars * beats
    const task: BandTask = {
      ...{ seed, style: accompaniment.style, bpm: count.bpm, meter: count.meter, key },
      controls: controlsFor(ask, heard),
      roles: bandRoles.filter(
        (role) => role !== 'counter' && accompaniment[role],
      ) as BandTask['roles'],
      chords: Array.from(
        { length: blockBars * beats },
        (_, i) => expected(first + i) ?? homeChord(key),
      ),
      ...{ block: eight, take: 0, groove: player.groove().snapshot() },
    }
    return task
  }

  function counterFor(heard: Heard, task: BandTask, at: number): CounterTask {
    const { context, player } = heard
    const beats = barBeats(task.meter)
    const inEight = at - task.block * blockBars
    return {
      ...{ seed, style: task.style, meter: task.meter, key: task.key, bar: at },
      chords: task.chords.slice(inEight * beats, (inEight + 1) * beats),
      playerDensity: context.features.density,
      brightness: task.controls.brightness,
      energy: task.controls.energy,
      playerPitch: context.middlePitch,
      moves: movesOf(player),
    }
  }

  function rehearsedEight(ask: ProposeAsk, heard: Heard, at: number): Eight {
    const task = taskFor(ask, heard, Math.floor(at / blockBars))
    const chosen = { ...task, take: chosenTake(task, at % blockBars, heard) }
    return { task: chosen, notes: rehearsed(chosen, heard.player.heard()) }
  }

  /** A bar that comes out as it was proposed before keeps its name. */
  function named(at: number, wanted: string, notes: readonly BandNote[]): string {
    const written = JSON.stringify(notes)
    const known = proposed.get(at)
    if (known?.written === written) return known.id
    proposed.set(at, { id: wanted, written })
    const [oldest] = proposed.keys()
    if (proposed.size > blockBars && oldest !== undefined) proposed.delete(oldest)
    return wanted
  }

  function barAt(at: number, { task, notes: eight }: Eight, ask: ProposeAsk, heard: Heard) {
    const beats = barBeats(task.meter)
    const bar = at - task.block * blockBars
    const withCounter = ask.accompaniment.counter && !ask.soloing
    const counter = withCounter ? counterFor(heard, task, at) : undefined
    const notes = [...barsFrom(eight, bar, beats), ...(counter ? playCounter(counter) : [])]
    const sounding = task.chords.slice(bar * beats, (bar + 1) * beats)
    const chords = [...new Set(sounding.map(({ symbol }) => symbol))]
    const id = named(at, ask.ids[at - ask.fromBar]!, notes)
    const manifest: Manifest = {
      ...{ engine: engineVersion, kind: 'bar', seed, band: task, bar },
      ...(counter && { counter }),
    }
    const { style, key, bpm, controls: features } = task
    const about = { phrase: id, role: 'band', style, key: keyName(key), bpm, chords } as const
    reasons.keep({ ...about, features, notes, manifest }, ask.because)
    return { id, bar: at, chords, notes, held: heldInto(eight, bar * beats) }
  }

  return {
    play(ask: ProposeAsk, heard: Heard): readonly ProposedBar[] {
      const eights = new Map<number, Eight>()
      return Array.from({ length: ask.bars }, (_, i) => {
        const at = ask.fromBar + i
        const block = Math.floor(at / blockBars)
        const eight = eights.get(block) ?? rehearsedEight(ask, heard, at)
        eights.set(block, eight)
        return barAt(at, eight, ask, heard)
      })
    },
  }
}

/** Everything that tells the notes of one task from those of another, but for the feel of the player. */
const nameOf = ({ chords, controls, key, meter, roles, ...task }: BandTask): string =>
  [
    ...[task.style, meter.beats, meter.unit, key.tonic, key.mode, task.block, task.take],
    ...[Object.values(controls), roles, chords.map(({ symbol }) => symbol)],
  ].join(' ')

function homeChord(key: Key): Chord {
  return chordFrom(`${key.tonic}${isMinorish(key) ? 'm' : ''}`)!
}

/** How much a bar of chords is in the player's way: strokes on sixteenths that the player plays. */
function costOf(
  notes: readonly BandNote[],
  bar: number,
  { context, meter }: { readonly context: LiveContext; readonly meter: Meter },
): number {
  let cost = 1
  for (const { start } of barsFrom(notes, bar, barBeats(meter)))
    cost += context.places[Math.round(start * 4) % 16] ?? 0
  return cost
}

function movesOf(player: Accompanist): readonly number[] {
  const memory = player.memory()
  const moves: number[] = []
  for (let place = Math.max(1, memory.size() - mostMoves); place < memory.size(); place++)
    if (!memory.begins(place)) moves.push(memory.at(place).rung - memory.at(place - 1).rung)
  return moves
}

const heldInto = (notes: readonly BandNote[], beat: number): readonly BandNote[] =>
  notes
    .filter(({ start, length }) => start < beat - earlyBeats && start + length > beat)
    .map((note) => ({ ...note, start: note.start - beat }))
