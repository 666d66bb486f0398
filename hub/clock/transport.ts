import type { Payload } from '#core/bus/topics.ts'
import { barBeats, type Meter } from '#core/music/meter.ts'
import { beatsToMs, msToBeats } from '#core/music/tempo.ts'
import type { LedBeats } from './clock-follower.ts'

export type TransportState = Payload<'transport'>
export type TempoSource = TransportState['source']
/** Clocks of others that can lead. */
export type LeadingSource = Extract<TempoSource, 'midi-clock' | 'link'>

/** Beats counted from some moment on, and when they sound, through every correction of the tempo. */
export type BeatLine = {
  msAt(beats: number): number
  beatAt(ms: number): number
}

export type Transport = {
  state(): TransportState
  /** The tempo from `atMs` on; the count of beats goes on through the change. Nothing while another clock leads. */
  setTempo(bpm: number, source: TempoSource, atMs: number): void
  setMeter(meter: Meter): void
  /** The player's hands say where a beat is: beat 0 was at `originMs`. Nothing while another clock leads. */
  follow(bpm: number, originMs: number): void
  /**
   * Another clock leads, and this is where its beats are. A new count is taken over at once; within a
   * count we run a little faster or slower until we meet, so that beats neither jump nor repeat.
   */
  lead(beats: LedBeats, source: LeadingSource, nowMs: number): void
  /** Nobody else leads any more; the tempo goes on as it is, and is again of whoever had it before. */
  unlead(nowMs: number): void
  /** A piece begins at `originMs`, its beat 0; its tempo is the leader's where another clock leads. */
  begin(
    piece: { readonly id: string; readonly bpm: number; readonly meter: Meter },
    originMs: number,
  ): void
  /** The piece is over; the tempo goes back to who had it. */
  end(nowMs: number): void
  /** Another piece goes on in place of the one that plays, where that one is. */
  goOnWith(piece: string): void
  beatAt(ms: number): number
  /** Whether another clock leads. */
  led(): boolean
  /** Beats counted from this moment on; a count that begins anew does not move them. */
  from(ms: number): BeatLine
  /** The first beat at or after `ms`. */
  nextBeatMs(ms: number): number
  /** The first bar line at or after `ms`. */
  nextBarMs(ms: number): number
}

/** A beat that was meant for now must not be missed by the rounding of a sum. */
const hairBeats = 1e-6
/** Nearer than that the beats are together. */
const togetherMs = 1
const sameTempo = 0.0004
/** Within how many beats we meet the leader, and how much faster or slower we play for it at most. */
const meetWithinBeats = 3
const mostSlew = 0.06
/** A correction waits for so long after the last one, since each is told to everybody: a small one longer. */
const restMs = { small: 250, big: 60 }
const bigMs = 10
const slowestBpm = 20
const fastestBpm = 300

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
  /** Who leads: our beats are theirs and `shift` more; and who had the tempo before. */
  let led: { count: number; shift: number; had: TempoSource } | undefined

  /** By how much the count has jumped so far: added to it, beats go on for ever. */
  let jumped = 0

  /** Another count from `ms` on. */
  function jump(next: TransportState, ms: number): void {
    const was = beatAt(ms)
    state = next
    jumped += was - beatAt(ms)
    changed(state)
  }

  function become(next: TransportState): void {
    state = next
    changed(state)
  }

  const beatAt = (ms: number): number =>
    state.originBeat + msToBeats(ms - state.originMs, state.bpm)
  const msAt = (beat: number): number =>
    state.originMs + beatsToMs(beat - state.originBeat, state.bpm)

  /** A new count: at once, but by whole beats and smoothly while a piece plays. */
  function join({ beat, atMs, bpm, count }: LedBeats, source: LeadingSource, nowMs: number): void {
    const inPiece = state.playing
    const had = led?.had ?? (before ?? state).source
    led = { count, shift: inPiece ? Math.round(beatAt(atMs) - beat) : 0, had }
    if (inPiece) become({ ...state, source, originMs: nowMs, originBeat: beatAt(nowMs) })
    else jump({ ...state, source, bpm: inRange(bpm), originMs: atMs, originBeat: beat }, nowMs)
  }

  function slew({ beat, atMs, bpm }: LedBeats, shift: number, nowMs: number): void {
    const theirs = beat + shift + msToBeats(nowMs - atMs, bpm)
    const behind = theirs - beatAt(nowMs)
    const behindMs = Math.abs(beatsToMs(behind, bpm))
    const isTogether = behindMs < togetherMs
    if (isTogether && Math.abs(state.bpm / bpm - 1) < sameTempo) return
    if (nowMs - state.originMs < (behindMs < bigMs ? restMs.small : restMs.big)) return
    const share = isTogether ? 0 : clamp(behind / meetWithinBeats, -mostSlew, mostSlew)
    const faster = inRange(bpm * (1 + share))
    become({ ...state, bpm: faster, originMs: nowMs, originBeat: beatAt(nowMs) })
  }

  return {
    state: () => state,
    setTempo(bpm, source, atMs) {
      if (!led) become({ ...state, bpm, source, originMs: atMs, originBeat: beatAt(atMs) })
    },
    setMeter: (meter) => become({ ...state, meter }),
    follow(bpm, originMs) {
      if (!led) jump({ ...state, bpm, originMs, originBeat: 0, source: 'player' }, originMs)
    },
    lead(beats, source, now) {
      if (led?.count === beats.count && state.source === source) slew(beats, led.shift, now)
      else join(beats, source, now)
    },
    unlead(now) {
      if (!led) return
      const { had } = led
      led = undefined
      before &&= { ...before, bpm: state.bpm, source: had }
      const source = state.playing ? 'piece' : had
      become({ ...state, source, originMs: now, originBeat: beatAt(now) })
    },
    begin({ id, bpm, meter }, originMs) {
      before ??= state
      const piece = { ...state, playing: true, meter, piece: id }
      if (!led) {
        jump({ ...piece, bpm, originMs, originBeat: 0, source: 'piece' }, originMs)
        return
      }
      const shift = Math.round(beatAt(originMs))
      led = { ...led, shift: led.shift - shift }
      jump({ ...piece, originBeat: state.originBeat - shift }, originMs)
    },
    end(now) {
      if (!before) return
      const back = before
      before = undefined
      const { piece: _, ...same } = state
      if (led) become({ ...same, playing: false, meter: back.meter })
      else jump(back, now)
    },
    beatAt,
    led: () => led !== undefined,
    from(ms) {
      const first = beatAt(ms) + jumped
      return {
        msAt: (beats) => msAt(first + beats - jumped),
        beatAt: (at) => beatAt(at) + jumped - first,
      }
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

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, value))
const inRange = (bpm: number): number => clamp(bpm, slowestBpm, fastestBpm)
