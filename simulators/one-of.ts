/** The word where it is one of these; throws with the list where it is none. */
export function oneOf<T extends string>(words: readonly T[], word: string | undefined): T {
  const found = words.find((one) => one === word)
  if (found === undefined) throw new Error(`say one of: ${words.join(', ')}`)
  return found
}
