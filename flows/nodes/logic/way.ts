export const curves = { linear: 'even', exp: 'slow at first', log: 'fast at first' } as const
export type Curve = keyof typeof curves

export type Way = {
  readonly from: readonly [number, number]
  readonly to: readonly [number, number]
  readonly curve: Curve
}

/** A value of one range as it stands in another, which it does not leave: `to` may run downward. */
export function alongWay(value: number, { from, to, curve }: Way): number {
  const part = clamped((value - from[0]) / (from[1] - from[0] || 1))
  return to[0] + bent(part, curve) * (to[1] - to[0])
}

/** The next step of something that may cross `whole` in `slewMs`, no faster. */
export function slewed(
  { at, target }: { readonly at: number; readonly target: number },
  { whole, slewMs }: { readonly whole: number; readonly slewMs: number },
  passedMs: number,
): number {
  const most = slewMs <= 0 ? Infinity : (whole * passedMs) / slewMs
  const away = target - at
  return Math.abs(away) <= most ? target : at + Math.sign(away) * most
}

const clamped = (part: number): number => Math.min(1, Math.max(0, part))

function bent(part: number, curve: Curve): number {
  switch (curve) {
    case 'linear':
      return part
    case 'exp':
      return part * part
    case 'log':
      return 1 - (1 - part) ** 2
  }
}
