/**
 * How often a kill or fuzz loop goes round: a little in `npm test`, the stated number in
 * `npm run test:all`.
 * @example for (let i = 0; i < loops(3, 25); i++) …
 */
export function loops(small: number, large: number): number {
  return process.env.RIGSONG_TEST_ALL === '1' ? large : small
}
