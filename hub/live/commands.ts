import type { Bus } from '#core/bus/bus.ts'
import type { Answer, Asked } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { AccompanimentChange } from '#core/score/accompaniment.ts'
import type { BeatLine, Transport } from '#hub/clock/transport.ts'
import type { Why } from '#hub/engine/live/why.ts'
import type { Conversation } from './conversation.ts'
import type { PieceScore } from './engine-worker.ts'
import type { Journal } from './journal/journal.ts'
import type { Performance, Performer } from './performer.ts'
import type { RecentPlaying } from './recent.ts'
import { scoreFrom, takeOverBeat } from './take-over.ts'
import type { Timekeeper } from './timekeeper.ts'

export type CommandParts = {
  readonly clock: Clock
  readonly transport: Transport
  readonly timekeeper: Pick<Timekeeper, 'set' | 'mayChangeTempo' | 'stop'>
  readonly performer: Pick<Performer, 'play' | 'silence'>
  readonly conversation: Pick<Conversation, 'drop' | 'setAnswering'>
  readonly journal: Pick<Journal, 'keep' | 'seal'>
  readonly recent: RecentPlaying
  readonly newTakeId: () => string
  /** Fetches a piece whole. */
  readonly piece: (id: string) => Promise<PieceScore>
  /** Releases what players left sounding; how many notes. */
  readonly release: () => number
  /** Silence on every output, whatever it takes. */
  readonly silence: () => void
  readonly rename: (player: string) => void
  /** The band falls silent. */
  readonly rest: () => void
  /** What the accompanist does changes. */
  readonly accompany: (change: AccompanimentChange, because: string) => void
  readonly why: (phrase: string | undefined, manifest: boolean) => Promise<Why | undefined>
}

/** Pages that hear of it in time can join at the first note. */
const startInMs = 500
/** What the clock worker has of a piece: enough to play on through a busy second. */
const pieceCommitMs = 1000
/** A better piece goes on no sooner than what is committed of the other is played. */
const takeOverInMs = pieceCommitMs + 200
/** So long before it goes on the pages hear of it: they fetch it and sound it themselves. */
const toldAheadMs = 200
/** The last notes of the one end this much before the first of the other begin. */
const hairMs = 0.5

/** A piece that plays: beat 0 was or will be at `originMs`, and the others lie along the line. */
type Playing = {
  readonly piece: PieceScore
  readonly originMs: number
  readonly line: BeatLine
  readonly performance: Performance
}

/** The commands about the playing; the functions serve a control as well as the bus. */
export type Commands = ReturnType<typeof openCommands>

export function openCommands(parts: CommandParts) {
  const { clock, transport, performer, conversation, journal, recent } = parts
  let playing: Playing | undefined
  let last: { readonly id: string; readonly piece: PieceScore } | undefined
  /** Counts what was asked for and what was stopped: a piece is fetched meanwhile, and may come too late. */
  let turns = 0

  function stopAll(): number {
    turns += 1
    const wasPlaying = playing !== undefined
    playing = undefined
    conversation.drop()
    parts.rest()
    const released = performer.silence()
    if (wasPlaying) transport.end(clock.now())
    return released
  }

  async function play({ piece: id }: Asked<'play'>): Promise<Answer<'play'>> {
    turns += 1
    const turn = turns
    const piece = await parts.piece(id)
    if (turn !== turns) throw calledOff(id)
    last = { id, piece }
    const soonMs = clock.now() + startInMs
    const originMs = transport.led() ? transport.nextBarMs(soonMs) : soonMs
    begin(last, originMs)
    return { piece: id, startsAtMs: originMs }
  }

  function begin({ id, piece }: NonNullable<typeof last>, originMs: number): void {
    stopAll()
    const { bpm, meter, score } = piece
    transport.begin({ id, bpm, meter }, originMs)
    perform(piece, score, { originMs, line: transport.from(originMs) })
  }

  function perform(
    piece: PieceScore,
    score: PieceScore['score'],
    { originMs, line }: Pick<Playing, 'originMs' | 'line'>,
  ): Playing {
    const performance = performer.play(score, {
      ...{ originMs, bpm: piece.bpm, commitMs: pieceCommitMs, device: 'piece' },
      msAt: line.msAt,
    })
    const now = { piece, originMs, line, performance }
    playing = now
    void performance.over.then(() => {
      if (playing !== now) return
      playing = undefined
      transport.end(clock.now())
    })
    return now
  }

  /** Where the piece it was made for plays, the better one goes on from the next section. */
  async function takeOver(id: string, upgrades: string): Promise<void> {
    const before = playing
    if (before?.piece.piece !== upgrades) return
    const better = await parts.piece(id)
    if (playing === before) takeOverFrom(before, { id, piece: better })
  }

  function takeOverFrom(before: Playing, better: NonNullable<typeof last>): void {
    const { piece, line } = before
    const beat = takeOverBeat(piece, better.piece, line.beatAt(clock.now() + takeOverInMs))
    if (beat === undefined) return
    // Not sooner: until then it may be stopped, or something else be played.
    at(line.msAt(beat) - takeOverInMs, () => {
      if (playing !== before) return
      const earlyMs = line.msAt(beat) - takeOverInMs - clock.now()
      // With another tempo the section is elsewhere by now.
      if (Math.abs(earlyMs) > toldAheadMs) takeOverFrom(before, better)
      else goOnWith(better, before, beat)
    })
  }

  function goOnWith(better: NonNullable<typeof last>, before: Playing, beat: number): void {
    const atMs = before.line.msAt(beat)
    before.performance.cancel(atMs - hairMs)
    const now = perform(better.piece, scoreFrom(better.piece.score, beat), before)
    at(atMs - toldAheadMs, () => {
      if (playing !== now) return
      last = better
      transport.goOnWith(better.id)
    })
  }

  const at = (ms: number, fn: () => void): void =>
    void setTimeout(fn, Math.max(0, ms - clock.now())).unref()

  async function keep({ id, lastMs, title }: Asked<'keep'>): Promise<Answer<'keep'>> {
    const atMs = clock.now()
    const found = recent.keepable(atMs, lastMs)
    if (!found)
      throw new HubError('nothing-to-keep', 'nothing was played that could be kept', {
        hint: 'Play something, then keep it.',
      })
    const { fromMs, toMs, notes } = found
    const take = parts.newTakeId()
    const named = title ?? `Take of ${clock.date().slice(0, 16).replace('T', ' ')}`
    await journal.keep({ type: 'keep', take, title: named, atMs, fromMs, toMs, because: id })
    return { take, lengthMs: toMs - fromMs, notes }
  }

  function set(wish: Asked<'set'>): Answer<'set'> {
    const { id, bpm, meter, answering, accompaniment, player } = wish
    if ([wish.clock, wish.clockFrom, wish.sendClock].some((one) => one !== undefined))
      parts.timekeeper.set(wish)
    if (bpm !== undefined) parts.timekeeper.mayChangeTempo()
    if (bpm !== undefined) transport.setTempo(bpm, 'command', clock.now())
    if (meter) transport.setMeter(meter)
    if (player !== undefined) parts.rename(player)
    if (answering !== undefined) conversation.setAnswering(answering)
    if (accompaniment || answering !== undefined) parts.accompany(accompaniment ?? {}, id)
    return {}
  }

  async function why({ phrase, manifest }: Asked<'why'>): Promise<Answer<'why'>> {
    const found = await parts.why(phrase, manifest === true)
    if (found) return found as Answer<'why'>
    throw new HubError(
      'not-found',
      `nothing is known of ${phrase ?? 'any phrase of the machine'}`,
      {
        hint: 'The last 200 responses and bars are known: rigsong monitor shows their ids.',
      },
    )
  }

  return {
    play,
    keep,
    set,
    takeOver,
    /** Whether a piece plays. */
    playing: (): boolean => playing !== undefined,
    /** The piece played last. */
    lastPiece: (): string | undefined => last?.id,
    /** Who leads has started: the piece played last begins with their first beat. */
    startAt(firstBeatMs: number): void {
      if (last) begin(last, firstBeatMs)
    },
    /** Who leads has stopped. */
    halt: (): void => void stopAll(),
    stop(): Answer<'stop'> {
      parts.timekeeper.stop()
      stopAll()
      parts.release()
      journal.seal()
      return {}
    },
    panic(): Answer<'panic'> {
      parts.timekeeper.stop()
      const released = stopAll() + parts.release()
      parts.silence()
      return { released }
    },
    async own(bus: Bus): Promise<void> {
      await bus.answer('play', play)
      await bus.answer('stop', () => this.stop())
      await bus.answer('panic', () => this.panic())
      await bus.answer('keep', keep)
      await bus.answer('set', set)
      await bus.answer('why', why)
    },
  }
}

const calledOff = (piece: string): HubError =>
  new HubError('called-off', `the piece ${piece} was stopped before it began`, {
    hint: 'Play it again.',
  })
