import { type Chord, chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats } from '#core/music/meter.ts'
import { isMinorish, keyName } from '#core/music/scale.ts'
import type { BandNote } from '#core/score/accompaniment.ts'
import { engineVersion } from '../engine-version.ts'
import { styleFor } from '../styles/index.ts'
import type { Accompanist } from './accompanist.ts'
import { type BandTask, blockBars, type Controls, partRoles } from './band.ts'
import { expectedChord } from './chord-course.ts'
import { type CounterTask, playCounter } from './counter.ts'
import type { Eight } from './eight.ts'
import { earlyBeats } from './hearing.ts'
import type { LiveContext } from './live-context.ts'
import type { Manifest } from './manifest.ts'
import type { ProposeAsk, ProposedBar } from './proposal.ts'
import { openRehearsals } from './rehearsals.ts'
import { openSaidChords } from './said-chords.ts'
import type { openReasons } from './why.ts'

type Heard = {
  readonly context: LiveContext
  /** The beat of the count at which a note was last struck. */
  readonly now: number
  readonly player: Accompanist
}

/** Eight bars, and what they were made from. */
type Played = { readonly task: BandTask; readonly eight: Eight }

/** Ways to play an eight that are weighed against each other. */
const takes = 3
/** Another way must be this much better: a groove that changes with every note is none. */
const clearly = 0.75
const unheardKey: Key = { tonic: 'C', mode: 'major' }

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
  const rehearsals = openRehearsals()
  const said = openSaidChords()
  const proposed = new Map<number, ProposedBar>()

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

  function chosenTake(task: BandTask, atBar: number, { context }: Heard): number {
    if (!task.roles.includes('chords')) return 0
    const costs = Array.from({ length: takes }, (_, take) =>
      costOf(rehearsals.strokes({ ...task, take }), atBar, context),
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
    const expected = expectedChord(context.course, {
      ...{ now: Math.floor(now + earlyBeats), barBeats: beats, key },
    })
    const first = eight * blockBars * beats
    const task: BandTask = {
      ...{ seed, style: accompaniment.style, bpm: count.bpm, meter: count.meter, key },
      controls: controlsFor(ask, heard),
      roles: partRoles.filter((role) => accompaniment[role]),
      chords: said.chords(
        { from: first, bars: blockBars, barBeats: beats },
        (beat) => expected(beat) ?? homeChord(key),
        { atBeat: now, course: context.course },
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
      playerPitch: context.linePitch,
      moves: player.memory().moves(),
    }
  }

  function rehearsed(ask: ProposeAsk, heard: Heard, at: number): Played {
    const usual = taskFor(ask, heard, Math.floor(at / blockBars))
    const task = { ...usual, take: chosenTake(usual, at % blockBars, heard) }
    return { task, eight: rehearsals.eight(task) }
  }

  /** A bar that comes out as it was proposed before is the same one, name and all. */
  function proposedAs(bar: ProposedBar): ProposedBar {
    const known = proposed.get(bar.bar)
    const sameNotes = known !== undefined && areSame(known.notes, bar.notes)
    if (sameNotes && known.held === bar.held && known.chords === bar.chords) return known
    const named = sameNotes ? { ...bar, id: known.id } : bar
    proposed.set(bar.bar, named)
    const [oldest] = proposed.keys()
    if (proposed.size > blockBars && oldest !== undefined) proposed.delete(oldest)
    return named
  }

  function barAt(at: number, { task, eight }: Played, ask: ProposeAsk, heard: Heard): ProposedBar {
    const bar = at - task.block * blockBars
    const { notes: ours, held, chords } = eight.bar(bar)
    const withCounter = ask.accompaniment.counter && !ask.soloing
    const counter = withCounter ? counterFor(heard, task, at) : undefined
    const second = counter ? playCounter(counter) : []
    const notes = second.length === 0 ? ours : [...ours, ...second]
    const result = proposedAs({ id: ask.ids[at - ask.fromBar]!, bar: at, chords, notes, held })
    const manifest: Manifest = {
      ...{ engine: engineVersion, kind: 'bar', seed, band: task, bar },
      ...(counter && { counter }),
    }
    const { style, key, bpm, controls: features } = task
    const about = { role: 'band', style, key: keyName(key), bpm, chords, features } as const
    reasons.keep({ ...about, phrase: result.id, notes, manifest }, ask.because)
    return result
  }

  return {
    play(ask: ProposeAsk, heard: Heard): readonly ProposedBar[] {
      let played: Played | undefined
      return Array.from({ length: ask.bars }, (_, i) => {
        const at = ask.fromBar + i
        if (played?.task.block !== Math.floor(at / blockBars)) played = rehearsed(ask, heard, at)
        return barAt(at, played, ask, heard)
      })
    },
  }
}

function homeChord(key: Key): Chord {
  return chordFrom(`${key.tonic}${isMinorish(key) ? 'm' : ''}`)!
}

/** How much a bar of chords is in the player's way: strokes on sixteenths that the player plays. */
function costOf(strokes: Uint8Array, bar: number, { places }: LiveContext): number {
  let cost = 1
  for (let place = 0; place < places.length; place++)
    cost += strokes[bar * places.length + place]! * places[place]!
  return cost
}

function areSame(before: readonly BandNote[], now: readonly BandNote[]): boolean {
  if (before === now) return true
  return before.length === now.length && before.every((note, i) => isSame(note, now[i]!))
}

const isSame = (a: BandNote, b: BandNote): boolean =>
  a === b ||
  (a.role === b.role &&
    a.pitch === b.pitch &&
    a.velocity === b.velocity &&
    a.start === b.start &&
    a.length === b.length)
