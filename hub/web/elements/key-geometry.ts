/** One key of a keyboard, in fractions of the keyboard's width (0 to 1). */
export type KeyShape = {
  readonly pitch: number
  readonly black: boolean
  readonly left: number
  readonly width: number
}

/** Pitch classes of the white keys, from C up. */
const whiteClasses = [0, 2, 4, 5, 7, 9, 11]
const blackClasses = new Set([1, 3, 6, 8, 10])

/** A black key's width beside a white one's, and its length beside the keyboard's height. */
export const blackWidth = 0.6
export const blackHeight = 0.62

/**
 * How far a black key stands off the line between its white neighbours, in white widths: C# and F#
 * lean left, D# and A# right, as on a real keyboard, so that the tails of the whites are even.
 */
const lean: Readonly<Record<number, number>> = { 1: -0.1, 3: 0.1, 6: -0.14, 8: 0, 10: 0.14 }

export const isBlack = (pitch: number): boolean => blackClasses.has(pitch % 12)

/**
 * `whites` white keys from `lowest` (a white key) up, with the black keys that stand between them.
 * Left to right, whites before blacks, as they are painted.
 */
export function keyboardFrom(lowest: number, whites: number): readonly KeyShape[] {
  const width = 1 / whites
  const whiteKeys = Array.from({ length: whites }, (_, i) => ({
    pitch: whiteAt(lowest, i),
    black: false,
    left: i * width,
    width,
  }))
  const blackKeys = whiteKeys.slice(0, -1).flatMap(({ pitch, left }): KeyShape[] => {
    if (!isBlack(pitch + 1)) return []
    const middle = left + width * (1 + (lean[(pitch + 1) % 12] ?? 0))
    return [
      {
        pitch: pitch + 1,
        black: true,
        left: middle - (width * blackWidth) / 2,
        width: width * blackWidth,
      },
    ]
  })
  return [...whiteKeys, ...blackKeys]
}

/** The white key `steps` white keys above `lowest`. */
function whiteAt(lowest: number, steps: number): number {
  const degree = whiteClasses.indexOf(lowest % 12)
  const octaves = Math.floor((degree + steps) / 7)
  return lowest - (lowest % 12) + octaves * 12 + whiteClasses[(degree + steps) % 7]!
}

/** Which key lies under a finger; `x` and `y` are fractions of the keyboard, y from the top. */
export function keyAt(keys: readonly KeyShape[], x: number, y: number): KeyShape | undefined {
  if (x < 0 || x >= 1 || y < 0 || y >= 1) return undefined
  const under = ({ left, width }: KeyShape): boolean => x >= left && x < left + width
  const black = y < blackHeight ? keys.find((key) => key.black && under(key)) : undefined
  return black ?? keys.find((key) => !key.black && under(key))
}

/** How hard a finger plays, from where it lands: soft at the far end, loud at the near edge; 35 to 120. */
export function velocityAt(key: KeyShape, y: number): number {
  const depth = Math.min(1, Math.max(0, y / (key.black ? blackHeight : 1)))
  return Math.round(35 + 85 * depth)
}

/** How many white keys fit: never narrower than a thumb (44 px), at least an octave, at most three. */
export function whitesFor(widthPx: number): number {
  const fitting = Math.floor(widthPx / 46)
  if (fitting >= 22 && widthPx >= 1400) return 22
  return fitting >= 15 ? 15 : 8
}

/** Computer keys by where they lie (KeyboardEvent.code), in half steps above the octave's C. */
export const computerKeys: Readonly<Record<string, number>> = {
  KeyA: 0,
  KeyW: 1,
  KeyS: 2,
  KeyE: 3,
  KeyD: 4,
  KeyF: 5,
  KeyT: 6,
  KeyG: 7,
  KeyY: 8,
  KeyH: 9,
  KeyU: 10,
  KeyJ: 11,
  KeyK: 12,
}
