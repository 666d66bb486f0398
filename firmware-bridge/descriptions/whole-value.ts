/**
 * A value of 14 bits that comes in two messages, coarse and fine, as one. A coarse value waits for its
 * fine one, because the two alone would jump back and forth. A device that leaves the fine one out
 * shows it by two coarse ones in a row; from then on neither waits.
 */
export type WholeValue = {
  /** The whole value, 0 to 16,383, where it is known now. */
  coarse(value: number): number | undefined
  fine(value: number): number | undefined
  /** A half that waits is no longer expected to be completed. */
  forget(): void
}

export function wholeValue(): WholeValue {
  let coarse: number | undefined
  let isWaiting = false
  let isAlone = false
  let hasFine = false

  /** Where there is never a fine value, the coarse one alone goes from end to end. */
  const alone = (value: number): number => (value << 7) | (hasFine ? 0 : value)

  return {
    coarse(value) {
      isAlone ||= isWaiting
      isWaiting = !isAlone
      coarse = value
      return isAlone ? alone(value) : undefined
    },
    fine(value) {
      hasFine = true
      isWaiting = false
      return coarse === undefined ? undefined : (coarse << 7) | value
    },
    forget() {
      coarse = undefined
      isWaiting = false
    },
  }
}
