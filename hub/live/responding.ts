import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { HandKind } from './hands.ts'
import type { Performance, Performer } from './performer.ts'
import { scoreOfNotes } from './score.ts'

/** The responses that sound, one to each kind of hands, and when they give way to the player. */
export type Responding = {
  begin(response: Response): void
  /** These hands have the word: what answers them ends with the beat. Who trades may come in a beat early. */
  yieldTo(hands: HandKind): void
  /** They end with the beat. */
  yield(): void
  /** They end now. */
  drop(): void
  /** When the last of them is over; long ago where there is none. */
  untilMs(): number
}

export type Response = {
  readonly id: string
  /** Whom it answers: a drummer takes the word from no melody. */
  readonly to: HandKind
  readonly notes: readonly NoteEvent[]
  readonly channel: number
  /** When its beat 0 sounds. */
  readonly atMs: number
  readonly beats: number
  /** Its turn, which the end of the player's may ring into, and theirs begin before its own has ended. */
  readonly isTurn: boolean
}

export type RespondingParts = {
  readonly performer: Pick<Performer, 'play'>
  readonly transport: Transport
  readonly clock: Clock
  /** A response ends before its end. */
  readonly cut: (cut: Payload<'yielded'>) => void
}

/** How far ahead the clock worker has it. */
export const commitBeats = 1
/** A stroke that is meant for the beat on which it ends may come this much before it. */
const beforeBeat = 0.07
/** How long the player's turn may ring into ours, and how early theirs may begin. */
const lateBeats = 0.5
const earlyBeats = 1

type Sounding = Response & { readonly performance: Performance; readonly untilMs: () => number }

export function openResponding({ performer, transport, clock, cut }: RespondingParts): Responding {
  const sounding = new Map<HandKind, Sounding>()

  function end(one: Sounding, atMs: number): void {
    sounding.delete(one.to)
    one.performance.cancel(atMs)
    if (atMs < one.untilMs()) cut({ phrase: one.id, atMs })
  }

  function endWithBeat(one: Sounding): void {
    const nowMs = clock.now()
    const beforeMs = beatsToMs(beforeBeat, transport.state().bpm)
    end(one, Math.max(nowMs, transport.nextBeatMs(nowMs) - beforeMs))
  }

  function keepsItsTurn({ isTurn, atMs, untilMs }: Sounding, nowMs: number): boolean {
    const beat = beatsToMs(1, transport.state().bpm)
    return isTurn && (nowMs < atMs + lateBeats * beat || nowMs > untilMs() - earlyBeats * beat)
  }

  return {
    begin(response) {
      const { atMs, channel, notes, beats } = response
      const { bpm } = transport.state()
      const { msAt } = transport.from(atMs)
      const performance = performer.play(scoreOfNotes(notes, channel), {
        ...{ originMs: atMs, bpm, msAt },
        ...{ commitMs: beatsToMs(commitBeats, bpm), device: 'accompanist' },
      })
      sounding.set(response.to, { ...response, performance, untilMs: () => msAt(beats) })
    },
    yieldTo(hands) {
      const one = sounding.get(hands)
      if (one && !keepsItsTurn(one, clock.now())) endWithBeat(one)
    },
    yield() {
      for (const one of sounding.values()) endWithBeat(one)
    },
    drop() {
      for (const one of sounding.values()) end(one, clock.now())
    },
    untilMs: () => Math.max(...[...sounding.values()].map(({ untilMs }) => untilMs())),
  }
}
