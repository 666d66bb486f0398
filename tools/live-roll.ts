import { writeFile } from 'node:fs/promises'
import { chordFrom } from '#core/music/chord.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Composition, Part } from '#core/score/piece.ts'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { channelsBeside } from '#hub/live/band-channels.ts'
import { rollingNotes } from '#hub/live/band-parts.ts'
import { type RollingEvent, rollingScore } from '#hub/live/rolling-score.ts'
import { pianoRoll } from './piano-roll.ts'

/**
 * Draws what the accompanist plays to somebody who plays over these chords, a bar each, so that one can look:
 *   node tools/live-roll.ts out.png funk 96 comp Gm Cm Eb D7
 * Somebody comps, is dense or is sparse. The band is asked a beat ahead, as live asks it, and hears
 * nothing of what comes.
 */
const bars = 24
/** Where in a beat each kind of player strikes; undefined where the beat has none. */
const manners = {
  comp: (beat: number) => (beat % 2 === 0 ? { at: [0], tones: 4, length: 1.5 } : undefined),
  dense: () => ({ at: [0, 0.25, 0.5, 0.75], tones: 1, length: 0.2 }),
  sparse: (beat: number) => (beat % 8 === 0 ? { at: [0], tones: 1, length: 3 } : undefined),
}
type Manner = keyof typeof manners
const count = { meter: { beats: 4, unit: 4 }, originMs: 0, originBeat: 0 } as const
const author = { kind: 'human', player: 'tool', device: 'tool' } as const

/** What sounds of the band, by the channel of each part. */
type Sounded = NoteEvent & { readonly channel: number }

/** Plays to the accompanist for 24 bars; what it answers, as live would have it sound. */
function accompanied(
  style: string,
  bpm: number,
  { plays, chords }: { readonly plays: Manner; readonly chords: readonly string[] },
): Composition {
  const engine = openLiveEngine({ seed: 1 })
  const accompaniment = {
    ...{ ...firstAccompaniment, style },
    ...{ drums: true, bass: true, chords: true, pad: true, counter: true },
  }
  const score = rollingScore()
  score.begin(0)
  const played: NoteEvent[] = []
  const events: RollingEvent[] = []
  let lifts: readonly { readonly pitch: number; readonly atMs: number }[] = []
  const liftUntil = (ms: number): void => {
    for (const lift of lifts) if (lift.atMs <= ms) engine.lift(lift)
    lifts = lifts.filter(({ atMs }) => atMs > ms)
  }
  for (let beat = 0; beat < bars * 4; beat++) {
    const chord = chordFrom(chords[Math.floor(beat / 4) % chords.length]!)!
    const { at: places, tones, length } = manners[plays](beat) ?? { at: [], tones: 0, length: 0 }
    for (const [i, place] of places.entries()) {
      const atMs = beatsToMs(beat + place, bpm)
      liftUntil(atMs)
      for (const tone of rotated(chord.tones, beat + i).slice(0, tones)) {
        const note = { pitch: 60 + tone, velocity: 80 }
        engine.strike({ ...note, atMs })
        lifts = [...lifts, { ...note, atMs: atMs + beatsToMs(length, bpm) }]
        played.push({ ...note, start: beat + place, length, author })
      }
    }
    const at = {
      fromBar: Math.floor((score.committedBeat() + 0.06) / 4),
      bars: 2,
      ids: ['ph_a', 'ph_b'],
    }
    const asked = { count: { ...count, bpm }, accompaniment, controls: {}, because: 'cm_tool' }
    const proposal = engine.propose({ ...at, ...asked, soloing: false })
    score.replace(rollingNotes(proposal.bars, 4, { author, channels }), score.committedBeat())
    events.push(...score.take(beat + 1))
  }
  return compositionOf(style, bpm, soundedOf(events), played)
}

const channels = channelsBeside(new Set())

const rotated = (tones: readonly number[], by: number): readonly number[] =>
  tones.map((_, i) => tones[(i + by) % tones.length]!)

function soundedOf(events: readonly RollingEvent[]): readonly Sounded[] {
  const down = new Map<number, RollingEvent>()
  return events.flatMap((event) => {
    const cell = event.channel * 128 + event.pitch
    const struck = down.get(cell)
    if (event.velocity > 0) {
      down.set(cell, event)
      return []
    }
    const { pitch, velocity, channel, beat: start } = struck!
    return [{ pitch, velocity, channel, start, length: event.beat - start, author }]
  })
}

function compositionOf(
  style: string,
  bpm: number,
  sounded: readonly Sounded[],
  played: readonly NoteEvent[],
): Composition {
  const spec = { ...planPiece({ style, bpm, bars }, 1), bpm }
  const roles = { 1: 'bass', 2: 'chords', 3: 'pad', 4: 'melody', 9: 'drums' } as const
  const parts = Object.entries(roles).map(([channel, role]): Part => {
    const notes = sounded.filter((note) => note.channel === Number(channel))
    return { role, sound: 'ep', channel: Number(channel), notes }
  })
  const hands: Part = { role: 'chords', sound: 'piano', channel: 0, notes: [...played] }
  return {
    ...{ spec, seed: 1, engine: { name: 'live', version: '' }, lengthBeats: bars * 4 },
    ...{ form: [], chords: [], parts: [hands, ...parts] },
  }
}

if (import.meta.main) {
  const [out = 'live-roll.png', style = 'lofi', bpm = '84', ...words] = process.argv.slice(2)
  const plays = (Object.keys(manners) as Manner[]).find((name) => name === words[0])
  const said = plays ? words.slice(1) : words
  const chords = said.length > 0 ? said : ['Gm', 'Cm', 'Eb', 'D7']
  await writeFile(
    out,
    pianoRoll(accompanied(style, Number(bpm), { plays: plays ?? 'comp', chords })),
  )
}
