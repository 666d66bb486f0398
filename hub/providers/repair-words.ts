/** What was mended in a plan, each kind counted. */
export const repairKinds = [
  'unwrapped',
  'closed',
  'filled',
  'clamped',
  'held',
  'chords',
  'motifs',
  'roles',
  'form',
] as const
export type RepairKind = (typeof repairKinds)[number]
export type Repairs = Readonly<Partial<Record<RepairKind, number>>>

/** Reads the words of a plan that may be anything, and counts what it had to mend. */
export type Reader = ReturnType<typeof readerOf>

export function readerOf() {
  const counts: Partial<Record<RepairKind, number>> = {}
  const mend = (kind: RepairKind): void => {
    counts[kind] = (counts[kind] ?? 0) + 1
  }

  return {
    mend,
    repairs: (): Repairs => ({ ...counts }),

    /** A number within its limits; `otherwise` where it is none. */
    number(value: unknown, [low, high]: readonly [number, number], otherwise: number): number {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
      if (typeof number !== 'number' || !Number.isFinite(number)) {
        mend('filled')
        return otherwise
      }
      const within = Math.min(high, Math.max(low, number))
      if (within !== number) mend('clamped')
      return within
    },

    /** A share from 0 to 1; models write 60 for 0.6 now and then. */
    share(value: unknown, otherwise: number): number {
      const percent = typeof value === 'number' && value > 1 && value <= 100 ? value / 100 : value
      return Math.round(this.number(percent, [0, 1], otherwise) * 100) / 100
    },

    list(value: unknown, most: number): readonly unknown[] {
      if (!Array.isArray(value)) {
        mend('filled')
        return []
      }
      if (value.length > most) mend('clamped')
      return value.slice(0, most)
    },

    /** Words on one line, without signs that turn a line around or hide in it. */
    words(value: unknown, most: number): string {
      if (typeof value !== 'string') return ''
      const plain = value
        .slice(0, most * 4)
        .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim()
      return [...plain].slice(0, most).join('').trim()
    },
  }
}
