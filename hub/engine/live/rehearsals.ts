import { byHeart } from '#core/by-heart.ts'
import { type Chord, chordFrom } from '#core/music/chord.ts'
import type { Key } from '#core/music/key.ts'
import { barBeats } from '#core/music/meter.ts'
import { ticksPerBeat, ticksPerStep } from '../bar-grid.ts'
import {
  type BandTask,
  blockBars,
  type Kit,
  kitOf,
  type PartNote,
  type PartRole,
  partOf,
  partRoles,
  type Sheet,
  sheetOf,
  written,
} from './band.ts'
import { type Eight, earlyBeats, eightOf } from './eight.ts'
import { type Feel, feelsOf } from './groove.ts'

/** What the band has played through: a note changes little of it, and only that is played through anew. */
export type Rehearsals = {
  eight(task: BandTask): Eight
  /** How often the chords strike each sixteenth, 16 numbers a bar: the same over all chords, in any key. */
  strokes(task: BandTask): Uint8Array
}

/** What differs from take to take or from chord to chord: the last few come back. */
const mostEights = 16
const mostGrounds = 8
const placesInBar = 16
/** Nothing that makes a part sound higher, lower or louder makes its rhythm another one. */
const stillControls = { energy: 0.5, brightness: 0.5 }
const stillKey: Key = { tonic: 'C', mode: 'major' }
const stillChord = chordFrom('C')!

export function openRehearsals(): Rehearsals {
  let repertoire = freshRepertoire()
  let groove: BandTask['groove']
  let feels: readonly Feel[] = feelsOf(undefined)

  /** With another feel everything is played another way. */
  function feelLike(task: BandTask): void {
    if (task.groove === groove) return
    groove = task.groove
    feels = feelsOf(groove)
    repertoire = freshRepertoire()
  }

  function part(role: PartRole, task: BandTask, names: Names): readonly PartNote[] {
    return repertoire.parts(`${role} ${names[role]}`, () => {
      const sheet = repertoire.sheets(names.bass, () => sheetOf(task))
      const kit = repertoire.kits(names.drums, () => kitOf(task, sheet))
      return partOf(role, { ...sheet, task, feels, kit })
    })
  }

  return {
    eight(task) {
      feelLike(task)
      const names = namesOf(task)
      const roles = partRoles.filter((role) => task.roles.includes(role))
      return repertoire.eights(`${roles} ${names.chords}`, () =>
        eightOf(
          task,
          roles.map((role) => part(role, task, names)),
        ),
      )
    },
    strokes(task) {
      feelLike(task)
      const controls = { ...task.controls, ...stillControls }
      return repertoire.strokes(`${groundOf({ ...task, controls })} ${task.take}`, () => {
        const chords = task.chords.map((): Chord => stillChord)
        const still: BandTask = { ...task, controls, chords, key: stillKey, roles: ['chords'] }
        return strokesOf(part('chords', still, namesOf(still)), barBeats(task.meter))
      })
    },
  }
}

const freshRepertoire = () => ({
  eights: byHeart<Eight>(mostEights),
  parts: byHeart<readonly PartNote[]>(mostEights * partRoles.length),
  sheets: byHeart<Sheet>(mostGrounds),
  kits: byHeart<Kit>(mostGrounds),
  strokes: byHeart<Uint8Array>(mostGrounds),
})

/** What the parts are called: equal names are equal notes, as long as the feel is the same. */
type Names = Readonly<Record<PartRole, string>>

function namesOf(task: BandTask): Names {
  const { key, take, controls } = task
  const ground = groundOf(task)
  const over = `${ground} ${key.tonic} ${key.mode} ${written(task.chords).join(' ')}`
  const voicing = `${take} ${controls.brightness} ${task.roles.includes('bass')}`
  const pad = `${over} ${task.roles.includes('chords')}`
  return { drums: ground, bass: over, pad, chords: `${over} ${voicing}` }
}

/** All but the chords. */
const groundOf = ({ seed, style, meter, block, controls }: BandTask): string =>
  [
    ...[seed, style, meter.beats, meter.unit, block],
    ...[controls.energy, controls.density, controls.swing],
  ].join(' ')

function strokesOf(part: readonly PartNote[], beats: number): Uint8Array {
  const strokes = new Uint8Array(blockBars * placesInBar)
  const barTicks = beats * ticksPerBeat
  const early = earlyBeats * ticksPerBeat
  for (const { at } of part) {
    const bar = Math.floor((at + early) / barTicks)
    if (bar >= blockBars) continue
    const place = Math.round((at - bar * barTicks) / ticksPerStep) % placesInBar
    strokes[bar * placesInBar + place]! += 1
  }
  return strokes
}
