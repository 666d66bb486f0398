import type { PlanFault } from '#hub/library/audition.ts'

/** What was mended in a plan, each kind counted; `again` is a plan that was sent back once. */
export const repairKinds = [
  'unwrapped',
  'closed',
  'filled',
  'clamped',
  'held',
  'mode',
  'chords',
  'motifs',
  'roles',
  'form',
  'again',
] as const
export type RepairKind = (typeof repairKinds)[number]
export type Repairs = Readonly<Partial<Record<RepairKind, number>>>

/** More faults are counted and not listed. */
const mostFaults = 24

/** Reads the words of a plan that may be anything; counts what it had to mend, and lists where. */
export type Reader = {
  /** The reader of what stands under this name or number; both count together. */
  of(name: string | number): Reader
  mend(kind: RepairKind, wrong: string): void
  repairs(): Repairs
  faults(): readonly PlanFault[]
  /** A number within its limits; `otherwise` where it is none. */
  number(value: unknown, within: readonly [number, number], otherwise: number): number
  /** A share from 0 to 1; models write 60 for 0.6 now and then. */
  share(value: unknown, otherwise: number): number
  list(value: unknown, most: number): readonly unknown[]
  /** Words on one line, without signs that turn a line around or hide in it; `most` as text is counted. */
  words(value: unknown, most: number): string
}

export function readerOf(): Reader {
  const counts: Partial<Record<RepairKind, number>> = {}
  const faults: PlanFault[] = []

  function readerAt(at: string): Reader {
    const mend: Reader['mend'] = (kind, wrong) => {
      counts[kind] = (counts[kind] ?? 0) + 1
      if (faults.length < mostFaults) faults.push({ at, wrong })
    }

    return {
      of: (name) => readerAt(`${at}/${name}`),
      mend,
      repairs: () => ({ ...counts }),
      faults: () => [...faults],

      number(value, [low, high], otherwise) {
        const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
        if (typeof number !== 'number' || !Number.isFinite(number)) {
          mend('filled', 'is no number')
          return otherwise
        }
        const within = Math.min(high, Math.max(low, number))
        if (within !== number) mend('clamped', `is not within ${low} and ${high}`)
        return within
      },

      share(value, otherwise) {
        const percent = typeof value === 'number' && value > 1 && value <= 100 ? value / 100 : value
        return Math.round(this.number(percent, [0, 1], otherwise) * 100) / 100
      },

      list(value, most) {
        if (!Array.isArray(value)) {
          mend('filled', 'is no list')
          return []
        }
        if (value.length > most) mend('clamped', `has more than ${most}`)
        return value.slice(0, most)
      },

      words(value, most) {
        if (typeof value !== 'string') return ''
        const plain = value
          .slice(0, most * 4)
          .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
          .replace(/\s+/g, ' ')
          .trim()
        // A sign that is cut in half is none.
        return plain
          .slice(0, most)
          .toWellFormed()
          .replace(/\ufffd$/, '')
          .trim()
      },
    }
  }
  return readerAt('')
}
