import type { Database } from '#runtime/database.ts'
import type { Sealed } from '#runtime/sealed.ts'
import type { ProviderName } from './provider.ts'

/** What is kept of a provider. */
export type Kept = {
  /** Its place in the chain; none where it is not asked. */
  readonly place?: number
  readonly model?: string
  readonly capMicroUsd?: number
  readonly sealedKey?: string
}

/** What is kept of every provider, in the database. */
export type Shelf = {
  get(name: ProviderName): Kept
  /** One change after the other, each kept for all of these names or for none. */
  change(
    names: readonly ProviderName[],
    how: (kept: Kept, name: ProviderName) => Kept,
  ): Promise<void>
  seal(name: ProviderName, key: string): string
  /** Throws HubError 'secret-unreadable'. */
  keyOf(name: ProviderName): string | undefined
}

type Row = { readonly [name in 'name' | keyof Kept]: string | number | null }

const label = (name: ProviderName): string => `provider ${name}`

export async function openShelf(
  database: Pick<Database, 'all' | 'transaction'>,
  sealed: Sealed,
): Promise<Shelf> {
  const rows = await database.all<Row>('SELECT * FROM providers')
  const kept = new Map<string, Kept>(rows.map((row) => [String(row.name), keptOf(row)]))
  const get = (name: ProviderName): Kept => kept.get(name) ?? {}
  let lastChange: Promise<unknown> = Promise.resolve()

  async function put(entries: readonly (readonly [ProviderName, Kept])[]): Promise<void> {
    await database.transaction(async (sql) => {
      for (const [name, { place, model, capMicroUsd, sealedKey }] of entries)
        await sql.run(
          `INSERT OR REPLACE INTO providers (name, place, model, capMicroUsd, sealedKey)
           VALUES (?, ?, ?, ?, ?)`,
          [name, place ?? null, model ?? null, capMicroUsd ?? null, sealedKey ?? null],
        )
    })
    for (const [name, one] of entries) kept.set(name, one)
  }

  return {
    get,
    change(names, how) {
      const change = lastChange.then(() => put(names.map((name) => [name, how(get(name), name)])))
      lastChange = change.catch(() => {})
      return change
    },
    seal: (name, key) => sealed.seal(key, label(name)),
    keyOf(name) {
      const { sealedKey } = get(name)
      return sealedKey === undefined ? undefined : sealed.open(sealedKey, label(name))
    },
  }
}

const keptOf = ({ place, model, capMicroUsd, sealedKey }: Row): Kept =>
  withoutHoles({
    place: place === null ? undefined : Number(place),
    model: model === null ? undefined : String(model),
    capMicroUsd: capMicroUsd === null ? undefined : Number(capMicroUsd),
    sealedKey: sealedKey === null ? undefined : String(sealedKey),
  })

const withoutHoles = (words: { readonly [name in keyof Kept]: Kept[name] | undefined }): Kept =>
  Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
