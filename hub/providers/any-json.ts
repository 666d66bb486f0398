/** An entry of JSON that may be anything. */
export const entry = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

export const textIn = (value: unknown, name: string): string | undefined => {
  const found = entry(value, name)
  return typeof found === 'string' ? found : undefined
}

export const numberIn = (value: unknown, name: string): number | undefined => {
  const found = entry(value, name)
  return typeof found === 'number' && Number.isFinite(found) && found >= 0 ? found : undefined
}

/** JSON, or undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
