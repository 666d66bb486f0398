/** What this browser remembers between visits; without storage it forgets, and nothing breaks. */
export type Memory = {
  get(name: string): string | undefined
  set(name: string, value: string): void
}

export function openMemory(storage: () => Storage): Memory {
  const tried = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch {
      return undefined
    }
  }
  return {
    get: (name) => tried(() => storage().getItem(`rigsong.${name}`)) ?? undefined,
    set: (name, value) => void tried(() => storage().setItem(`rigsong.${name}`, value)),
  }
}
