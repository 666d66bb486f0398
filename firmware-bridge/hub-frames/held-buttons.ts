import { bitsOf } from './codec.ts'

/** What the buttons of a board do; bit 0 is the first button. */
export type HeldButtons = {
  /** All buttons as they are, and which have just changed. */
  edge(pressed: number, changed: number, atMs: number): void
  /** The board is gone: the next edge says how its buttons are found. */
  forget(): void
}

export type ButtonEars = {
  moved(button: number, down: boolean, atMs: number): void
  /** So it is found when the board is opened: nobody has just pressed it or let it go. */
  stands(button: number, down: boolean, atMs: number): void
}

const allButtons = 0xffff

/**
 * Makes presses and lifts of the states that a board says, so that an edge that was lost is made good
 * by the next one and no button stays held. The first edge tells of every button how it stands, before
 * what has just changed.
 */
export function heldButtons({ moved, stands }: ButtonEars): HeldButtons {
  let held: number | undefined

  function find(pressed: number, changed: number, atMs: number): number {
    const found = pressed ^ changed
    for (const button of bitsOf(allButtons)) stands(button, (found & (1 << button)) !== 0, atMs)
    return found
  }

  return {
    edge(pressed, changed, atMs) {
      const before = held ?? find(pressed, changed, atMs)
      for (const button of bitsOf(pressed | before | changed)) {
        const bit = 1 << button
        const isDown = (pressed & bit) !== 0
        const wasDown = (before & bit) !== 0
        // Its lift was lost: this is another press. A whole press that was lost is too late to play.
        const again = isDown && wasDown && (changed & bit) !== 0
        if (again) moved(button, false, atMs)
        if (again || isDown !== wasDown) moved(button, isDown, atMs)
      }
      held = pressed
    },
    forget() {
      held = undefined
    },
  }
}
