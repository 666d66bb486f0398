/** How much of a new tempo the shown one takes over: a beat's worth of updates brings it there. */
const share = 0.08
/** A change this big is another tempo, not a wobble. */
const jump = 0.03
/** The shown digit changes only when the tempo is well beyond the half of it. */
const holdBpm = 0.08

/** A tempo for people to read: steady to a tenth, so that a clock's wobble does not run over the screen. */
export function displayTempo() {
  let smooth: number | undefined
  let shown = 0
  return {
    /** The tempo of now. */
    show(bpm: number): void {
      const isNew = smooth === undefined || Math.abs(bpm / smooth - 1) > jump
      smooth = isNew ? bpm : smooth! + (bpm - smooth!) * share
      if (isNew || Math.abs(smooth - shown) > holdBpm) shown = Math.round(smooth * 10) / 10
    },
    /** The tempo as it is to be read. */
    shown: (): number => shown,
  }
}
