import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { BeatLine, Transport } from '#hub/clock/transport.ts'

/** When a phrase began: the moment, and the beats counted from it. */
export type Began = { readonly atMs: number; readonly line: BeatLine }

/** A note struck less than a beat before a bar line is the pickup to that bar. */
const pickupBeats = 0.9
const hair = 1e-6

/** The beat of the running count on which it began, through every correction of the tempo since. */
export const beatBegan = ({ line }: Began, transport: Transport, nowMs: number): number =>
  transport.beatAt(nowMs) - line.beatAt(nowMs)

/** The tempo that the transport has had since. */
export const bpmSince = ({ atMs, line }: Began, nowMs: number): number =>
  (line.beatAt(nowMs) * 60_000) / (nowMs - atMs)

/**
 * When a turn of so many bars ends. While the beats of the transport stand, turns are bars of its count;
 * else the first note is the one, at the tempo of the hands.
 */
export function turnEndsMs(
  began: Began,
  bars: number,
  {
    transport,
    nowMs,
    handsBpm,
  }: {
    readonly transport: Transport
    readonly nowMs: number
    readonly handsBpm: number | undefined
  },
): number {
  const { meter, bpm } = transport.state()
  const bar = barBeats(meter)
  if (handsBpm !== undefined) return began.atMs + beatsToMs(bars * bar, handsBpm)
  const first = beatBegan(began, transport, nowMs)
  const next = Math.ceil(first / bar - hair) * bar
  const early = next - first <= pickupBeats
  const end = (early ? next : next - bar) + bars * bar
  return nowMs + beatsToMs(end - transport.beatAt(nowMs), bpm)
}

/** The bar line that stood at this moment when it was reckoned, where it stands now. */
export const barLineNear = (ms: number, transport: Transport): number =>
  transport.nextBarMs(ms - beatsToMs(1, transport.state().bpm))

/** Where the bar stands at a moment, in whole beats. */
export function beatOfBar(atMs: number, transport: Transport): number {
  const { meter, bpm } = transport.state()
  const left = (transport.nextBarMs(atMs) - atMs) / beatsToMs(1, bpm)
  const bar = barBeats(meter)
  return Math.round(bar - left) % bar
}
