import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { encodeMidi } from '#core/midi/codec.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs, msToBeats } from '#core/music/tempo.ts'
import { bandRoles } from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import type { Transport } from '#hub/clock/transport.ts'
import { earlyBeats } from '#hub/engine/live/eight.ts'
import type { ProposedBar } from '#hub/engine/live/proposal.ts'
import type { BandChannels } from './band-channels.ts'
import { goesOn, partsOfBar, programsOf, rollingNotes } from './band-parts.ts'
import type { CountTurn } from './count-turn.ts'
import type { Performer } from './performer.ts'
import { commitBeats } from './responding.ts'
import { type RollingEvent, rollingScore } from './rolling-score.ts'
import type { TimedMessage } from './stream.ts'

/** Where a band plays: bars are put up, and go to the clock as far ahead as they are committed. */
export type Bandstand = {
  /** Plays from this moment on what is put up. */
  begin(atMs: number, author: Author): void
  /** These bars take the place of whatever of them is not committed. */
  putUp(bars: readonly ProposedBar[]): void
  /** The first bar that can still be changed. */
  openBar(): number
  /** What a bar is called that is about to be proposed: another phrase once it has begun. */
  nameOf(bar: number): string
  /** What sounds ends and what was committed is called off: the beats are elsewhere, or in another tempo. */
  anew(turn: Exclude<CountTurn, 'slight'>): void
  /** The tempo changed a little: what was told comes at other moments. */
  retime(): void
  /** Nothing sounds after `atMs` (now, where left out). */
  stop(atMs?: number): void
  /** The sounds are chosen anew. */
  chooseSounds(): void
}

export type BandstandParts = {
  readonly performer: Pick<Performer, 'stream'>
  readonly transport: Transport
  readonly clock: Clock
  readonly style: () => string
  /** The channels that are the band's now. */
  readonly channels: () => BandChannels
  readonly newPhraseId: () => string
  readonly tellBar: (bar: Payload<'coming'>) => void
  /** Whether it is time to go, asked while it plays. */
  readonly over: (nowMs: number) => boolean
  /** Fewer than two bars are put up beyond the one that sounds. */
  readonly short: () => void
}

const wantedAhead = 2
const tellEveryMs = 100
/** A bar that sounds at another moment than was told is told again; less nobody hears. */
const toldWithinMs = 10
const hair = 1e-6
/** How long the last stroke rings. */
const ringBeats = 2
type BarLines = readonly [fromMs: number, toMs: number]

const sixteenths = (beat: number): number => Math.round((beat + earlyBeats) * 4) / 4

export function openBandstand(parts: BandstandParts): Bandstand {
  const { transport, clock } = parts
  const score = rollingScore()
  const stream = parts.performer.stream(pull, 'band')
  let author: Author | undefined
  /** What is put up, by number of the bar. */
  let bars = new Map<number, ProposedBar>()
  let last: ProposedBar | undefined
  const untold = new Map<number, ProposedBar>()
  let toldMs = Number.NEGATIVE_INFINITY
  /** When the bars begin and end, as it was told. */
  const toldLines = new Map<number, BarLines>()
  /** Where the last stroke has rung out, once it is time to go. */
  let endBeat: number | undefined
  let lastMs = 0
  let soundsChosen = false
  let channels = parts.channels()

  const beatAt = (ms: number): number => {
    const { originBeat, originMs, bpm } = transport.state()
    return originBeat + msToBeats(ms - originMs, bpm)
  }
  const msAt = (beat: number): number => {
    const { originBeat, originMs, bpm } = transport.state()
    return originMs + beatsToMs(beat - originBeat, bpm)
  }
  const barLength = (): number => barBeats(transport.state().meter)
  const barOf = (beat: number): number => Math.floor(beat / barLength() + hair)

  function put(some: readonly ProposedBar[], fromBeat: number, by: Author): void {
    score.replace(rollingNotes(some, barLength(), { author: by, channels }), fromBeat)
    last = some.at(-1) ?? last
  }

  /** Who begins to play on a channel of the band has it from the next stroke on. */
  function makeRoom(): void {
    const next = parts.channels()
    if (bandRoles.every((role) => next[role] === channels[role])) return
    channels = next
    soundsChosen = false
    for (const bar of bars.values()) untold.set(bar.bar, bar)
  }

  /** A page needs to see what changed, not each time it did. */
  function tellChanges(nowMs: number): void {
    if (untold.size === 0 || nowMs - toldMs < tellEveryMs) return
    toldMs = nowMs
    for (const bar of untold.values()) tell(bar)
    untold.clear()
  }

  const linesOf = (bar: number): BarLines => [
    msAt(bar * barLength()),
    msAt((bar + 1) * barLength()),
  ]

  function tell(bar: ProposedBar): void {
    const { bpm, meter } = transport.state()
    const start = bar.bar * barLength()
    const lines = linesOf(bar.bar)
    toldLines.set(bar.bar, lines)
    parts.tellBar({
      ...{ phrase: bar.id, bar: bar.bar, atMs: lines[0], bpm, meter, chords: [...bar.chords] },
      committedBeats: Math.min(barLength(), Math.max(0, sixteenths(score.committedBeat()) - start)),
      parts: partsOfBar(bar, barLength(), { style: parts.style(), channels }),
    })
  }

  /** What is committed by now; undefined while the band rests. */
  function pull(nowMs: number): readonly TimedMessage[] | undefined {
    if (!author) return undefined
    if (endBeat === undefined && parts.over(nowMs)) close(author)
    if (endBeat !== undefined && beatAt(nowMs) > endBeat) {
      stop()
      return undefined
    }
    // The process stood still: what should have sounded meanwhile does not come all at once now.
    if (score.committedBeat() < beatAt(nowMs)) anew('tempo')
    tellChanges(nowMs)
    const toBeat = Math.max(score.committedBeat(), beatAt(nowMs) + commitBeats)
    if (endBeat === undefined) lookAhead(barOf(toBeat + earlyBeats), author)
    const messages = score.take(toBeat).map(messageOf)
    if (soundsChosen) return messages
    soundsChosen = true
    return [...programsOf({ style: parts.style(), channels }, nowMs), ...messages]
  }

  function lookAhead(bar: number, by: Author): void {
    if (Math.max(...bars.keys()) - bar < wantedAhead) parts.short()
    if (!bars.has(bar)) goOn(bar, by)
  }

  /** The bar is played to its end, and the first stroke of the next one rings. */
  function close(by: Author): void {
    const number = barOf(sixteenths(score.committedBeat()) - hair) + 1
    const bar = bars.get(number)
    const ones = (bar?.notes ?? []).filter(({ start }) => start < 0.1)
    const notes = ones.map((note) => ({
      ...note,
      length: note.role === 'drums' ? note.length : ringBeats,
    }))
    callOff(number)
    if (bar) {
      const ending = { ...bar, notes, held: [] }
      put([ending], number * barLength() - earlyBeats, by)
      untold.set(number, ending)
    }
    endBeat = number * barLength() + (notes.length > 0 ? ringBeats : 0)
  }

  /** Bars from this one on were told and will not sound. */
  function callOff(from: number): void {
    for (const bar of bars.values())
      if (bar.bar >= from) untold.set(bar.bar, { ...bar, chords: [], notes: [], held: [] })
  }

  function messageOf({ beat, channel, pitch, velocity, author: by }: RollingEvent): TimedMessage {
    // A tempo that changed a little must not let a key lift before it went down.
    lastMs = Math.max(lastMs, msAt(beat))
    const type = velocity === 0 ? 'note-off' : 'note-on'
    const bytes = encodeMidi({ type, channel, pitch, velocity: velocity === 0 ? 64 : velocity })
    return { atMs: lastMs, bytes, author: by }
  }

  /** The engine is late or gone: the drums play their last bar again, everybody else rests. */
  function goOn(bar: number, by: Author): void {
    if (!last) return
    const again = { ...goesOn(last), bar, id: parts.newPhraseId() }
    bars.set(bar, again)
    put([again], bar * barLength(), by)
    untold.set(bar, again)
  }

  function anew(turn: Exclude<CountTurn, 'slight'>): void {
    if (!author) return
    stream.cut()
    if (turn === 'elsewhere') callOff(Number.NEGATIVE_INFINITY)
    bars = new Map()
    toldLines.clear()
    lastMs = 0
    const beat = beatAt(clock.now())
    if (turn === 'tempo') score.goOn(beat)
    else score.begin(beat)
  }

  function stop(atMs?: number): void {
    if (!author) return
    callOff(barOf(beatAt(clock.now())))
    tellChanges(Number.POSITIVE_INFINITY)
    toldMs = Number.NEGATIVE_INFINITY
    author = undefined
    endBeat = undefined
    bars = new Map()
    toldLines.clear()
    last = undefined
    stream.cut(atMs)
  }

  return {
    begin(atMs, by) {
      stop()
      author = by
      lastMs = 0
      makeRoom()
      soundsChosen = false
      score.begin(sixteenths(beatAt(atMs)))
      stream.wake()
    },
    putUp(proposed) {
      if (!author || endBeat !== undefined) return
      const before = bars
      makeRoom()
      bars = new Map(proposed.map((bar) => [bar.bar, bar]))
      put(proposed, score.committedBeat(), author)
      for (const bar of toldLines.keys()) if (!bars.has(bar)) toldLines.delete(bar)
      for (const bar of proposed) {
        const known = before.get(bar.bar)
        if (known === bar) continue
        if (!known || wordsOf(known) !== wordsOf(bar)) untold.set(bar.bar, bar)
      }
    },
    openBar: () => barOf(score.committedBeat() + earlyBeats),
    nameOf(bar) {
      const begun = score.committedBeat() + earlyBeats > bar * barLength() + hair
      const known = bars.get(bar)
      return known && !begun ? known.id : parts.newPhraseId()
    },
    anew,
    retime() {
      for (const bar of bars.values()) {
        const told = toldLines.get(bar.bar)
        const now = linesOf(bar.bar)
        if (told?.some((ms, i) => Math.abs(ms - now[i]!) > toldWithinMs)) untold.set(bar.bar, bar)
      }
    },
    stop,
    chooseSounds() {
      soundsChosen = false
    },
  }
}

const wordsOf = ({ notes, held }: ProposedBar): string => JSON.stringify([notes, held])
