/** A Kaiser window: 1 in the middle (0), next to nothing at both ends (-1 and 1); a higher `beta` falls steeper. */
export const kaiser = (place: number, beta: number): number =>
  bessel(beta * Math.sqrt(1 - place ** 2)) / bessel(beta)

/** The modified Bessel function of order 0. */
function bessel(x: number): number {
  let sum = 1
  for (let k = 1, term = 1; k < 40; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}
