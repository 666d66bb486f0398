import type { Bus } from '#core/bus/bus.ts'
import type { Answer, Asked } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { Conversation } from './conversation.ts'
import type { PieceScore } from './engine-worker.ts'
import type { Journal } from './journal/journal.ts'
import type { Performance, Performer } from './performer.ts'
import type { RecentPlaying } from './recent.ts'

export type CommandParts = {
  readonly clock: Clock
  readonly transport: Transport
  readonly performer: Performer
  readonly conversation: Conversation
  readonly journal: Journal
  readonly recent: RecentPlaying
  readonly newTakeId: () => string
  /** Fetches a piece whole. */
  readonly piece: (id: string) => Promise<PieceScore>
  /** Releases what players left sounding; how many notes. */
  readonly release: () => number
  /** Silence on every output, whatever it takes. */
  readonly silence: () => void
  readonly rename: (player: string) => void
  /** A setting of the accompanist changed. */
  readonly settled: () => void
}

/** Pages that hear of it in time can join at the first note. */
const startInMs = 500
/** What the clock worker has of a piece: enough to play on through a busy second. */
const pieceCommitMs = 1000

/** The commands about the playing; the functions serve a control as well as the bus. */
export type Commands = ReturnType<typeof openCommands>

export function openCommands(parts: CommandParts) {
  const { clock, transport, performer, conversation, journal, recent } = parts
  let playing: Performance | undefined
  let lastPiece: string | undefined

  function stopAll(): number {
    const wasPlaying = playing !== undefined
    playing = undefined
    conversation.drop()
    const released = performer.silence()
    if (wasPlaying) transport.end()
    return released
  }

  async function play({ piece: id }: Asked<'play'>): Promise<Answer<'play'>> {
    const piece = await parts.piece(id)
    stopAll()
    lastPiece = id
    const originMs = clock.now() + startInMs
    transport.begin({ id, bpm: piece.bpm, meter: piece.meter }, originMs)
    const performance = performer.play(piece.score, {
      originMs,
      bpm: piece.bpm,
      commitMs: pieceCommitMs,
      device: 'piece',
    })
    playing = performance
    void performance.over.then(() => {
      if (playing !== performance) return
      playing = undefined
      transport.end()
    })
    return { piece: id, startsAtMs: originMs }
  }

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

  function set({ bpm, meter, answering, player }: Asked<'set'>): Answer<'set'> {
    if (bpm !== undefined) transport.setTempo(bpm, 'command', clock.now())
    if (meter) transport.setMeter(meter)
    if (player !== undefined) parts.rename(player)
    if (answering !== undefined) {
      conversation.setAnswering(answering)
      parts.settled()
    }
    return {}
  }

  return {
    play,
    keep,
    set,
    /** Whether a piece plays. */
    playing: (): boolean => playing !== undefined,
    /** The piece played last. */
    lastPiece: (): string | undefined => lastPiece,
    stop(): Answer<'stop'> {
      stopAll()
      parts.release()
      journal.seal()
      return {}
    },
    panic(): Answer<'panic'> {
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
    },
  }
}
