import type { Clock } from '#core/clock.ts'
import type { Database } from '#runtime/database.ts'
import type { ProviderName } from './provider.ts'

/** What somebody has cost this month, in millionths of a dollar. */
export type Budget = {
  spentMicroUsd(provider: ProviderName): number
  /**
   * Counts the most a request can cost before it is made, so that a crash in the middle of it is
   * counted too; undefined where that would go over the cap.
   */
  reserve(
    provider: ProviderName,
    most: { readonly microUsd: number; readonly capMicroUsd: number },
  ): Promise<Reservation | undefined>
}

export type Reservation = {
  /** What it did cost. */
  settle(microUsd: number): Promise<void>
}

/** The month a cap holds for, as '2026-11'. */
export const monthOf = (clock: Pick<Clock, 'date'>): string => clock.date().slice(0, 7)

/** The meter of every provider, kept in the database by month. */
export async function openBudget(
  database: Pick<Database, 'all' | 'run'>,
  clock: Pick<Clock, 'date'>,
): Promise<Budget> {
  // Of every month: a machine without a battery learns only later which one it is.
  const rows = await database.all<{ provider: string; month: string; microUsd: number }>(
    'SELECT provider, month, microUsd FROM providerSpending',
  )
  const spent = new Map(rows.map((row) => [`${row.provider} ${row.month}`, Number(row.microUsd)]))

  async function count(
    provider: ProviderName,
    month: string,
    { microUsd, requests }: { readonly microUsd: number; readonly requests: number },
  ): Promise<void> {
    const line = `${provider} ${month}`
    const add = (more: number) => spent.set(line, (spent.get(line) ?? 0) + more)
    // Before it is written, so that two who ask at once do not both find room.
    add(microUsd)
    try {
      await database.run(
        `INSERT INTO providerSpending (provider, month, microUsd, requests) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET microUsd = microUsd + excluded.microUsd,
           requests = requests + excluded.requests`,
        [provider, month, microUsd, requests],
      )
    } catch (cause) {
      add(-microUsd)
      throw cause
    }
  }

  const spentMicroUsd = (provider: ProviderName): number =>
    spent.get(`${provider} ${monthOf(clock)}`) ?? 0

  return {
    spentMicroUsd,
    async reserve(provider, { microUsd, capMicroUsd }) {
      if (spentMicroUsd(provider) + microUsd > capMicroUsd) return undefined
      const month = monthOf(clock)
      await count(provider, month, { microUsd, requests: 1 })
      return {
        settle: (cost) => count(provider, month, { microUsd: cost - microUsd, requests: 0 }),
      }
    },
  }
}
