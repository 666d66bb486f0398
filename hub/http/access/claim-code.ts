import { randomInt } from 'node:crypto'

/** No 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V: it is read from a screen and typed. */
const letters = 'ACDEFGHJKMNPQRTWXY34679'

/** Eight letters and digits, 36 bits: enough behind five tries a minute. */
export const newClaimCode = (): string =>
  Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('')

/** The code as somebody may type it: in small letters, with spaces or a dash. */
export const asTyped = (code: string): string => code.toUpperCase().replace(/[\s-]/g, '')
