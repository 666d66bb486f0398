import { v } from '#core/schema.ts'

/** Tempo in quarter notes a minute. 20 to 300 is what people play and machines follow. */
export const Bpm = v.pipe(v.number(), v.finite(), v.minValue(20), v.maxValue(300))

export const beatsToMs = (beats: number, bpm: number): number => (beats * 60_000) / bpm
export const msToBeats = (ms: number, bpm: number): number => (ms * bpm) / 60_000
