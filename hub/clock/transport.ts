import type { Payload } from '#core/bus/topics.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { beatsToMs, msToBeats } from '#core/music/tempo.ts'

export type TransportState = Payload<'transport'>
export type TempoSource = TransportState['source']

export type Transport = {
  state(): TransportState
  /** The tempo from `atMs` on; the count of beats goes on through the change. */
  setTempo(bpm: number, source: TempoSource, atMs: number): void
  setMeter(meter: Meter): void
  /** The player's hands say where a beat is: beat 0 was at `originMs`. */
  follow(bpm: number, originMs: number): void
  /** A piece begins at `originMs`; `end` gives the tempo back to who had it. */
  begin(
    piece: { readonly id: string; readonly bpm: number; readonly meter: Meter },
    originMs: number,
  ): void
  end(): void
  /** Another piece goes on in place of the one that plays, where that one is. */
  goOnWith(piece: string): void
  /** The first beat at or after `ms`. */
  nextBeatMs(ms: number): number
  /** The first bar line at or after `ms`. */
  nextBarMs(ms: number): number
}

/** A beat that was meant for now must not be missed by the rounding of a sum. */
const hairBeats = 1e-6

/** Tempo, meter and where the beats are. `changed` hears every new state. */
export function openTransport(changed: (state: TransportState) => void, nowMs: number): Transport {
  let state: TransportState = {
    playing: false,
    bpm: 120,
    meter: { beats: 4, unit: 4 },
    originMs: nowMs,
    originBeat: 0,
    source: 'default',
  }
  let before: TransportState | undefined

  function become(next: TransportState): void {
    state = next
    changed(state)
  }

  const beatAt = (ms: number): number =>
    state.originBeat + msToBeats(ms - state.originMs, state.bpm)
  const msAt = (beat: number): number =>
    state.originMs + beatsToMs(beat - state.originBeat, state.bpm)

  return {
    state: () => state,
    setTempo: (bpm, source, atMs) =>
      become({ ...state, bpm, source, originMs: atMs, originBeat: beatAt(atMs) }),
    setMeter: (meter) => become({ ...state, meter }),
    follow: (bpm, originMs) => become({ ...state, bpm, originMs, originBeat: 0, source: 'player' }),
    begin(piece, originMs) {
      before ??= state
      const { id, bpm, meter } = piece
      become({ playing: true, bpm, meter, originMs, originBeat: 0, piece: id, source: 'piece' })
    },
    end() {
      if (!before) return
      const back = before
      before = undefined
      become(back)
    },
    goOnWith(piece) {
      if (before) become({ ...state, piece })
    },
    nextBeatMs: (ms) => msAt(Math.ceil(beatAt(ms) - hairBeats)),
    nextBarMs(ms) {
      const bar = barBeats(state.meter)
      return msAt(Math.ceil(beatAt(ms) / bar - hairBeats) * bar)
    },
  }
}
