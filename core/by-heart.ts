/** Gives what was made under a name, and makes it where it is not there. */
export type Recall<T> = (name: string, make: () => T) => T

/**
 * Keeps so many things by name, for what is asked for again and again and costs something to make; what
 * came first goes first. What comes out as undefined is not kept.
 */
export function byHeart<T>(room: number): Recall<T> {
  const kept = new Map<string, T>()
  return (name, make) => {
    const known = kept.get(name)
    if (known !== undefined) return known
    const made = make()
    if (made === undefined) return made
    kept.set(name, made)
    const [oldest] = kept.keys()
    if (kept.size > room && oldest !== undefined) kept.delete(oldest)
    return made
  }
}
