/** Half a second to 8 s, doubling, less up to a third by chance so that pages do not come back as one. */
export function backOffMs(tries: number, random: () => number): number {
  return Math.min(8000, 500 * 2 ** Math.min(tries, 8)) * (1 - random() / 3)
}
