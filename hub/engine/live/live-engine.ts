import { barBeats } from '#core/music/meter.ts'
import { keyName } from '#core/music/scale.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { engineVersion } from '../engine-version.ts'
import { type Accompanist, type AccompanistSnapshot, accompanist } from './accompanist.ts'
import { openBandleader } from './bandleader.ts'
import { expectedChord } from './chord-course.ts'
import { earlyBeats, openHearing, type Struck } from './hearing.ts'
import type { Surroundings } from './learned.ts'
import type { LiveContext } from './live-context.ts'
import type { Hears, Proposal, ProposeAsk } from './proposal.ts'
import { openReasons, type Why } from './why.ts'

/** How a phrase is to be responded to; `id` is what the response will be called. */
export type ResponseWish = {
  readonly id: string
  readonly role: 'answer' | 'continue' | 'trade'
  /** The beat of the bar on which the phrase began. */
  readonly barBeat: number
  /** For trade: how many beats, from a bar line on. */
  readonly beats?: number | undefined
  /** When it will sound, where others play along: it keeps to their chords. */
  readonly overFromMs?: number | undefined
}

/** The accompanist whole: it hears every note, learns every phrase, and proposes. Has no clock. */
export type LiveEngine = {
  strike(note: Struck): void
  lift(note: { readonly pitch: number; readonly atMs: number }): void
  propose(ask: ProposeAsk): Proposal
  /** Learns a phrase without a word. */
  learn(phrase: Phrase, barBeat: number): void
  respond(phrase: Phrase, wish: ResponseWish): readonly NoteEvent[]
  why(phrase?: string, withManifest?: boolean): Why | undefined
  snapshot(player: string): AccompanistSnapshot | undefined
  restore(player: string, snapshot: AccompanistSnapshot): void
}

/** Players whose memories are held at once; who was away longest is forgotten here, not on disk. */
export const mostPlayers = 16
const nobody = 'player'
/** Beats of the longest turn, and one for what rings over it. */
const longestResponse = 65

export function openLiveEngine({ seed }: { readonly seed: number }): LiveEngine {
  const hearing = openHearing()
  const reasons = openReasons()
  const players = new Map<string, Accompanist>()
  let lastPlayer = nobody
  let bar = 4
  const leader = openBandleader({ seed, reasons })

  function memoryOf(player: string): Accompanist {
    const found = players.get(player) ?? accompanist({ seed })
    players.delete(player)
    players.set(player, found)
    for (const name of players.keys()) {
      if (players.size <= mostPlayers) break
      players.delete(name)
    }
    return found
  }

  /** The chords that were heard under a phrase. */
  function surroundings(phrase: Phrase, barBeat: number): Surroundings {
    const first = Math.round(hearing.beatAt(phrase.atMs))
    const { course } = hearing.context()
    const beats = Math.ceil(Math.max(0, ...phrase.notes.map(({ start }) => start))) + 1
    const roots = Array.from({ length: beats }, (_, beat) => course.get(first + beat)?.root ?? -1)
    return { barBeat, roots }
  }

  /** The chords that are expected under a response. */
  function expected(fromMs: number): readonly (readonly number[])[] {
    const { course, lastOnsetMs, key } = hearing.context()
    const now = Math.floor(hearing.beatAt(lastOnsetMs) + earlyBeats)
    const chordAt = expectedChord(course, { now, barBeats: bar, key })
    const first = Math.round(hearing.beatAt(fromMs))
    return Array.from({ length: longestResponse }, (_, beat) => chordAt(first + beat)?.tones ?? [])
  }

  return {
    strike: hearing.strike,
    lift: hearing.lift,
    propose(ask) {
      hearing.count(ask.count)
      hearing.together(ask.bars > 0)
      bar = barBeats(ask.count.meter)
      const context = hearing.context()
      const now = hearing.beatAt(context.lastOnsetMs)
      const bars = leader.play(ask, { context, now, player: memoryOf(lastPlayer) })
      return { bars, hears: hearsOf(context) }
    },
    learn(phrase, barBeat) {
      hearing.rest()
      lastPlayer = playerOf(phrase)
      memoryOf(lastPlayer).hear(phrase, surroundings(phrase, barBeat))
    },
    respond(phrase, { id, role, barBeat, beats, overFromMs }) {
      hearing.rest()
      lastPlayer = playerOf(phrase)
      const player = memoryOf(lastPlayer)
      const memory = player.snapshot()
      const how = {
        because: phrase.id,
        manner: role === 'answer' ? 'answer' : 'continue',
        where: surroundings(phrase, barBeat),
        ...(beats !== undefined && { beats }),
        ...(overFromMs !== undefined && { over: expected(overFromMs) }),
      } as const
      const { notes, motif } = player.respond(phrase, how)
      const { features, chord } = hearing.context()
      reasons.keep(
        {
          ...{ phrase: id, role, bpm: phrase.bpm, features, motif, notes },
          ...(phrase.key && { key: keyName(phrase.key) }),
          chords: chord ? [chord.symbol] : [],
          manifest: { engine: engineVersion, kind: 'response', seed, phrase, how, memory },
        },
        phrase.id,
      )
      return notes
    },
    why: reasons.why,
    snapshot: (player) => players.get(player)?.snapshot(),
    restore(player, snapshot) {
      players.delete(player)
      memoryOf(player).restore(snapshot)
      lastPlayer = player
    },
  }
}

const playerOf = ({ notes }: Phrase): string => {
  const author = notes[0]?.author
  return author?.kind === 'human' ? author.player : nobody
}

const hearsOf = ({ felt, key, chord, features, onsets }: LiveContext): Hears => ({
  ...{ felt, key: key && keyName(key), chord: chord?.symbol, features, onsets },
})
