/** What makes the sound of notes on this page. `inMs` is how far ahead, 0 without it. */
export type Sounding = {
  noteOn(sound: string, pitch: number, velocity: number, inMs?: number): void
  noteOff(sound: string, pitch: number, inMs?: number): void
  /** The tempo that echoes follow. */
  tempo(bpm: number): void
  /** Everything quiet at once, also what was told ahead. */
  silence(): void
}
