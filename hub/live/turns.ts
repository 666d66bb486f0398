import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Transport } from '#hub/clock/transport.ts'

/** A note struck less than a beat before a bar line is the pickup to that bar. */
const pickupBeats = 0.9

/**
 * When a turn of so many bars ends that began with a note at `firstMs`. While the beats of the transport
 * stand, turns are bars of its count; else the first note is the one, at the tempo of the hands.
 */
export function turnEndsMs(
  firstMs: number,
  bars: number,
  { transport, handsBpm }: { readonly transport: Transport; readonly handsBpm: number | undefined },
): number {
  const { meter, bpm } = transport.state()
  if (handsBpm !== undefined) return firstMs + beatsToMs(bars * barBeats(meter), handsBpm)
  const barMs = beatsToMs(barBeats(meter), bpm)
  const next = transport.nextBarMs(firstMs)
  const early = next - firstMs <= beatsToMs(pickupBeats, bpm)
  return (early ? next : next - barMs) + bars * barMs
}

/** Where the bar stands at a moment, in whole beats. */
export function beatOfBar(atMs: number, transport: Transport): number {
  const { meter, bpm } = transport.state()
  const left = (transport.nextBarMs(atMs) - atMs) / beatsToMs(1, bpm)
  const bar = barBeats(meter)
  return Math.round(bar - left) % bar
}
