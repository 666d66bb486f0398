export type Range = { readonly start: number; readonly end: number }

/**
 * The one stretch a Range header asks for, both ends included. Undefined where the whole file is
 * the right answer (no header, several ranges, or none we understand), 'none' where nothing fits.
 * https://www.rfc-editor.org/rfc/rfc9110#name-range-requests
 */
export function rangeIn(header: string | undefined, size: number): Range | 'none' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return undefined
  const [first, last] = [found[1]!, found[2]!].map((digits) =>
    digits === '' ? undefined : Number(digits),
  )
  if (first === undefined) {
    const length = Math.min(last!, size)
    return length === 0 ? 'none' : { start: size - length, end: size - 1 }
  }
  if (last !== undefined && last < first) return undefined
  return first >= size ? 'none' : { start: first, end: Math.min(last ?? size - 1, size - 1) }
}

/** Whether an If-None-Match or If-Range header names this tag (`*` names any). */
export const namesTag = (header: string | undefined, tag: string): boolean =>
  (header ?? '')
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === tag)
