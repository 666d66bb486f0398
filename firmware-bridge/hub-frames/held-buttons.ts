import { bitsOf } from './codec.ts'

/** What the buttons of a board do; bit 0 is the first button. */
export type HeldButtons = {
  /** All buttons as they are, and which have just changed. */
  edge(pressed: number, changed: number, atMs: number): void
  /** Lifts what is held, as when the board is gone. */
  lift(atMs: number): void
}

/**
 * Makes presses and lifts of the states that a board says, so that an edge that was lost is made good
 * by the next one and no button stays held.
 */
export function heldButtons(
  moved: (button: number, down: boolean, atMs: number) => void,
): HeldButtons {
  let held = 0
  return {
    edge(pressed, changed, atMs) {
      for (const button of bitsOf(pressed | held | changed)) {
        const bit = 1 << button
        const isDown = (pressed & bit) !== 0
        const wasDown = (held & bit) !== 0
        // Its lift was lost: this is another press. A whole press that was lost is too late to play.
        const again = isDown && wasDown && (changed & bit) !== 0
        if (again) moved(button, false, atMs)
        if (again || isDown !== wasDown) moved(button, isDown, atMs)
      }
      held = pressed
    },
    lift(atMs) {
      for (const button of bitsOf(held)) moved(button, false, atMs)
      held = 0
    },
  }
}
