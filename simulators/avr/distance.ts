/** What a GP2Y0A21YK puts out, in volts, at a distance in cm: read off figure 2 of its data sheet. */
const curve: readonly (readonly [cm: number, volts: number])[] = [
  [7, 3.15],
  [8, 2.75],
  [10, 2.3],
  [15, 1.65],
  [20, 1.3],
  [25, 1.08],
  [30, 0.92],
  [40, 0.74],
  [50, 0.61],
  [60, 0.52],
  [70, 0.45],
  [80, 0.4],
]

/**
 * The output of an infrared distance sensor, in volts. Nearer than 7 cm it would fall again, which nobody
 * wants to play on; it stays as it is there, and beyond 80 cm.
 */
export function voltsAt(cm: number): number {
  const after = curve.findIndex(([far]) => far >= cm)
  if (after === 0) return curve[0]![1]
  if (after === -1) return curve.at(-1)![1]
  const [near, high] = curve[after - 1]!
  const [far, low] = curve[after]!
  // Between two points it goes with 1/distance.
  const share = (1 / near - 1 / cm) / (1 / near - 1 / far)
  return high + (low - high) * share
}
