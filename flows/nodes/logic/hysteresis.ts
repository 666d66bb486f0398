/**
 * Two thresholds, so that what trembles around one of them does not flicker. On where the value comes
 * to `on`, off where it comes to `off`; with `on` below `off` the other way round.
 * @returns what it changed to, undefined where it did not
 */
export function hysteresis({ on, off }: { readonly on: number; readonly off: number }) {
  let is: boolean | undefined
  const upward = on >= off
  return (value: number): boolean | undefined => {
    const crossesOn = upward ? value >= on : value <= on
    const crossesOff = upward ? value <= off : value >= off
    // Between the two, what came first decides nothing.
    const now = crossesOn ? true : crossesOff ? false : is
    if (now === undefined || now === is) return undefined
    is = now
    return now
  }
}
