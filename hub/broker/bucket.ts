/** A right to `burst` at once and `perSecond` in the long run, such as packets or wrong passwords. */
export type Bucket = {
  /** Takes `count`, into debt where need be. */
  take(count?: number): void
  /** How long until the debt is paid, in ms; 0 where there is none. */
  waitMs(): number
  /** Whether nothing is owed and nothing was taken lately. */
  full(): boolean
}

export function bucket(
  { burst, perSecond }: { readonly burst: number; readonly perSecond: number },
  now: () => number,
): Bucket {
  let left = burst
  let filledMs = now()
  const fill = (): void => {
    const nowMs = now()
    left = Math.min(burst, left + ((nowMs - filledMs) / 1000) * perSecond)
    filledMs = nowMs
  }
  return {
    take(count = 1) {
      fill()
      left -= count
    },
    waitMs() {
      fill()
      return left >= 0 ? 0 : Math.ceil((-left / perSecond) * 1000)
    },
    full() {
      fill()
      return left >= burst
    },
  }
}
