const longest = 40

/**
 * A name for topics made of what somebody else called it, never empty.
 * @example slugOf('/1/fader1') is '1-fader1', slugOf('Küche: Temperatur') is 'kuche-temperatur'
 */
export function slugOf(words: string): string {
  const plain = words
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return trimmed(trimmed(plain).slice(0, longest)) || 'unnamed'
}

const trimmed = (slug: string): string => slug.replace(/^-+|-+$/g, '')

/** The same name with a number where it is taken: light, light-2, light-3. */
export function freeSlug(wanted: string, taken: { has(name: string): boolean }): string {
  if (!taken.has(wanted)) return wanted
  for (let n = 2; ; n++) {
    const tail = `-${n}`
    const slug = trimmed(wanted.slice(0, longest - tail.length)) + tail
    if (!taken.has(slug)) return slug
  }
}
