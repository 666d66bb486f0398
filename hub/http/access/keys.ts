import { randomBytes } from 'node:crypto'
import type { Clock } from '#core/clock.ts'
import { newId } from '#core/id.ts'
import { sha256 } from '#hub/library/packed.ts'
import type { Database, Queries } from '#runtime/database.ts'
import type { PersonRole } from './roles.ts'

/** A secret that stands for a role: the session of a page, the token of a program, an invite. */
export type AccessKey = {
  readonly id: string
  readonly kind: 'session' | 'token' | 'invite'
  readonly name: string
  readonly role: PersonRole
  readonly createdAt: string
  readonly seenAt: string
  readonly expiresAt: string | null
}

type NewKey = Pick<AccessKey, 'kind' | 'name' | 'role'> & { readonly secret?: string }

export type AccessKeys = {
  /** The secret is shown this once; its hash is kept. Ends with `sql`'s transaction where one is handed in. */
  create(key: NewKey, sql?: Queries): Promise<{ readonly key: AccessKey; readonly secret: string }>
  /** The key of a secret, unless its time is over. */
  find(kind: AccessKey['kind'], secret: string): AccessKey | undefined
  list(kind: AccessKey['kind']): readonly AccessKey[]
  /** False where there is none of this id. */
  remove(kind: AccessKey['kind'], id: string, sql?: Queries): Promise<boolean>
  /** Moves a session's end a year on; written once a day. True where it was. */
  touch(id: string): Promise<boolean>
  /** Calls with the id of each key that is taken back, so that whoever came in with it goes. */
  onRemoved(fn: (id: string) => void): void
}

const dayMs = 24 * 60 * 60 * 1000
export const yearMs = 365 * dayMs
const lifeMs = { session: yearMs, token: undefined, invite: dayMs } as const
const prefixes = { session: 'us', token: 'at', invite: 'iv' } as const
/** An invite is 128 bits, short enough for a QR code; the others are 256. */
const bits = { session: 256, token: 256, invite: 128 } as const

type Stored = AccessKey & { readonly hash: string }

export async function openAccessKeys(database: Database, clock: Clock): Promise<AccessKeys> {
  // All of them in memory: every request asks, and no answer may wait for the disk.
  const kept = new Map<string, Stored>()
  for (const row of await database.all<Stored>('SELECT * FROM accessKeys')) kept.set(row.hash, row)

  const told: ((id: string) => void)[] = []
  const nowMs = (): number => Date.parse(clock.date())
  const endOf = (kind: AccessKey['kind']): string | null => {
    const life = lifeMs[kind]
    return life === undefined ? null : new Date(nowMs() + life).toISOString()
  }
  const lives = ({ expiresAt }: AccessKey): boolean =>
    expiresAt === null || Date.parse(expiresAt) > nowMs()

  return {
    async create({ kind, name, role, secret }, sql = database) {
      const words = secret ?? randomBytes(bits[kind] / 8).toString('base64url')
      const date = clock.date()
      const id = newId(prefixes[kind], { now: nowMs, random: Math.random })
      const key = { id, kind, name, role, createdAt: date, seenAt: date, expiresAt: endOf(kind) }
      const hash = sha256(words)
      await sql.run(
        `INSERT INTO accessKeys (id, kind, hash, name, role, createdAt, seenAt, expiresAt)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        [id, kind, hash, name, role, date, date, key.expiresAt],
      )
      kept.set(hash, { ...key, hash })
      return { key, secret: words }
    },

    find(kind, secret) {
      const found = kept.get(sha256(secret))
      return found?.kind === kind && lives(found) ? found : undefined
    },

    list: (kind) =>
      [...kept.values()]
        .filter((key) => key.kind === kind && lives(key))
        .map(({ hash, ...key }) => key)
        .sort((a, b) => (a.id < b.id ? 1 : -1)),

    async remove(kind, id, sql = database) {
      const found = [...kept.values()].find((key) => key.kind === kind && key.id === id)
      if (!found) return false
      // At once, so that a one-time invite cannot be used twice while the disk writes.
      kept.delete(found.hash)
      await sql.run('DELETE FROM accessKeys WHERE id = ?', [id])
      for (const tell of told) tell(id)
      return true
    },

    async touch(id) {
      const found = [...kept.values()].find((key) => key.id === id)
      if (!found || nowMs() - Date.parse(found.seenAt) < dayMs) return false
      const seen = { ...found, seenAt: clock.date(), expiresAt: endOf(found.kind) }
      kept.set(seen.hash, seen)
      await database.run('UPDATE accessKeys SET seenAt = ?, expiresAt = ? WHERE id = ?', [
        seen.seenAt,
        seen.expiresAt,
        id,
      ])
      return true
    },

    onRemoved: (fn) => void told.push(fn),
  }
}
