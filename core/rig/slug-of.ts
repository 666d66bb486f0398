const longest = 40

/**
 * A name for topics made of what a person called it; `otherwise` where nothing of it can stand in one.
 * @example slugOf('My Keys!') is 'my-keys', slugOf('Küche: Licht') is 'kuche-licht'
 */
export function slugOf(name: string, otherwise = 'unnamed'): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return trimmed(trimmed(plain).slice(0, longest)) || otherwise
}

/** The same name with a number where it is taken: light, light-2, light-3. */
export function freeSlug(name: string, taken: { has(name: string): boolean }): string {
  let free = name
  for (let n = 2; taken.has(free); n++) {
    const tail = `-${n}`
    free = trimmed(name.slice(0, longest - tail.length)) + tail
  }
  return free
}

const trimmed = (words: string): string => words.replace(/^-+|-+$/g, '')
