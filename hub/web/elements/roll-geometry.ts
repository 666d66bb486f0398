/** What of the roll is on the canvas: a stretch of time, a window of pitches, and a drum lane below. */
export type RollView = {
  readonly width: number
  readonly height: number
  /** Page clock (ms) at the now line. */
  readonly nowMs: number
  /** Room before and after the now line, in ms. */
  readonly pastMs: number
  readonly aheadMs: number
  /** Lowest pitch shown, and how many rows. */
  readonly lowest: number
  readonly rows: number
  /** Height of the drum lane in px, 0 where no drums play. */
  readonly drumLane: number
}

export type Box = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A row is never thinner, or the hatch of generated notes cannot be seen. */
export const leastRowPx = 7

/** Rows that fit; the window of pitches shrinks, the notes do not. */
export function rowsFor(heightPx: number): number {
  return Math.max(12, Math.min(48, Math.floor(heightPx / 8)))
}

/** px from the left for a time; the now line stands at pastMs / (pastMs + aheadMs). */
export function xAt(view: RollView, ms: number): number {
  return ((ms - view.nowMs + view.pastMs) * view.width) / (view.pastMs + view.aheadMs)
}

/** Where a note is drawn; `endMs` is now for a note that is still held. Undefined where it is out of sight. */
export function boxOf(
  view: RollView,
  note: { readonly pitch: number; readonly startMs: number; readonly endMs: number },
): Box | undefined {
  const row = note.pitch - view.lowest
  if (row < 0 || row >= view.rows) return undefined
  const left = Math.max(0, xAt(view, note.startMs))
  const right = Math.min(view.width, xAt(view, note.endMs))
  if (right <= 0 || left >= view.width || right < left) return undefined
  const rowHeight = (view.height - view.drumLane) / view.rows
  const y = view.height - view.drumLane - (row + 1) * rowHeight
  return { x: left, y, width: Math.max(3, right - left), height: rowHeight }
}

/** Rows of the drum lane from the top: cymbals and hats, snare and claps, toms and the rest, kick. */
export const drumRows = 4
export function drumRow(pitch: number): number {
  if (pitch === 35 || pitch === 36) return 3
  if (pitch >= 37 && pitch <= 40) return 1
  if ([42, 44, 46, 49, 51, 52, 53, 54, 55, 57, 59, 69, 70, 82].includes(pitch)) return 0
  return 2
}

/** Where a drum stroke is drawn: one mark, whatever its length. */
export function drumBoxOf(
  view: RollView,
  note: { readonly pitch: number; readonly startMs: number },
): Box | undefined {
  const x = xAt(view, note.startMs)
  if (x < -6 || x > view.width || view.drumLane === 0) return undefined
  const rowHeight = view.drumLane / drumRows
  const y = view.height - view.drumLane + drumRow(note.pitch) * rowHeight
  return { x, y, width: 6, height: rowHeight }
}

/**
 * The lowest pitch to show for what sounds. It stays where it is while everything fits, so that the
 * picture does not jump; else it moves just as far as it must, the newest notes first.
 */
export function lowestFor(
  pitches: readonly number[],
  rows: number,
  before: number | undefined,
): number {
  if (pitches.length === 0) return before ?? 60 - Math.floor(rows / 2)
  let low = Math.min(...pitches)
  let high = Math.max(...pitches)
  if (high - low >= rows) {
    const middle = [...pitches].sort((a, b) => a - b)[pitches.length >> 1]!
    low = middle - (rows >> 1)
    high = low + rows - 1
  }
  const start = before ?? Math.round((low + high) / 2 - rows / 2)
  const moved = Math.max(high - rows + 2, Math.min(low - 1, start))
  return Math.max(0, Math.min(128 - rows, moved))
}

/** Beats between two times: page-clock ms and whether a bar starts there. */
export function beatLines(
  tempo: {
    readonly originMs: number
    readonly originBeat: number
    readonly bpm: number
    readonly barBeats: number
  },
  fromMs: number,
  toMs: number,
): readonly { readonly ms: number; readonly bar: boolean }[] {
  const beatMs = 60_000 / tempo.bpm
  const msAt = (beat: number): number => tempo.originMs + (beat - tempo.originBeat) * beatMs
  const firstBeat = tempo.originBeat + (fromMs - tempo.originMs) / beatMs
  const lines: { ms: number; bar: boolean }[] = []
  for (let bar = Math.floor(firstBeat / tempo.barBeats); lines.length < 256; bar++) {
    for (let beat = 0; beat < tempo.barBeats; beat++) {
      const ms = msAt(bar * tempo.barBeats + beat)
      if (ms > toMs) return lines
      if (ms >= fromMs) lines.push({ ms, bar: beat === 0 })
    }
  }
  return lines
}
