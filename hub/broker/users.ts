import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import type { Database } from '#runtime/database.ts'
import { type BrokerUser, isScope, type Scope, scopes, sharedRoots } from './access.ts'

export type ListedUser = BrokerUser & { readonly createdAt: string }

/** Users that the owner makes: tools, sensors, watchers, and processes of the hub elsewhere. */
export type BrokerUsers = {
  /** The secret is shown this once; only its hash is kept. Throws HubError 'bad-request'. */
  create(name: string, scope: Scope): Promise<string>
  list(): readonly ListedUser[]
  /** False where there was no such user. Whoever is connected under that name is cut off. */
  remove(name: string): Promise<boolean>
}

export type KnownUsers = BrokerUsers & {
  /** Who this is; undefined where name and secret do not belong together. */
  recognise(name: string, secret: Uint8Array): BrokerUser | undefined
}

export type UserParts = {
  readonly database: Database
  readonly clock: Clock
  /** The hub's own processes with the secrets of this run; they are never stored. */
  readonly supervised: Readonly<Record<string, string>>
  /** The hub's id, which clients may put before their user's name. */
  readonly hub: string
  readonly onRemoved: (name: string) => Promise<void>
}

type Stored = ListedUser & { readonly secretHash: Uint8Array }

const secretBytes = 32

export async function openUsers(parts: UserParts): Promise<KnownUsers> {
  const { database, onRemoved } = parts
  const supervised = new Map(
    Object.entries(parts.supervised).map(([name, secret]) => [name, supervisedUser(name, secret)]),
  )
  const stored = new Map((await readUsers(database)).map((user) => [user.name, user]))

  return {
    async create(name, scope) {
      refuseUnfit(name, scope, ['hub', parts.hub, ...supervised.keys(), ...stored.keys()])
      const secret = randomBytes(secretBytes).toString('base64url')
      const user = { name, scope, createdAt: parts.clock.date(), secretHash: hashOf(secret) }
      // In its place before the write, so that two of one name cannot both be made.
      stored.set(name, user)
      try {
        await insert(database, user)
      } catch (cause) {
        stored.delete(name)
        throw cause
      }
      return secret
    },
    list: () => [...stored.values()].map(({ secretHash, ...user }) => user),
    async remove(name) {
      if (!stored.has(name)) return false
      await database.run('DELETE FROM broker_user WHERE name = ?', [name])
      stored.delete(name)
      await onRemoved(name)
      return true
    },
    recognise(name, secret) {
      const user = supervised.get(name) ?? stored.get(name)
      // Comparing with a hash nobody has takes as long as with a real one.
      const same = timingSafeEqual(hashOf(secret), user?.secretHash ?? nobody)
      return same && user ? { name: user.name, scope: user.scope } : undefined
    },
  }
}

const hashOf = (secret: string | Uint8Array): Uint8Array =>
  createHash('sha256').update(secret).digest()

const nobody = randomBytes(32)

function supervisedUser(name: string, secret: string): Omit<Stored, 'createdAt'> {
  if (!isScope(name)) throw new TypeError(`${name} is no process of the hub`)
  return { name, scope: name, secretHash: hashOf(secret) }
}

async function readUsers(database: Database): Promise<readonly Stored[]> {
  const rows = await database.all<{
    name: string
    scope: string
    secret_sha256: string
    created_at: string
  }>('SELECT name, scope, secret_sha256, created_at FROM broker_user ORDER BY name')
  return rows.flatMap(({ name, scope, secret_sha256, created_at }) =>
    // A scope of a newer Rigsong gives no rights in this one.
    isScope(scope)
      ? [{ name, scope, createdAt: created_at, secretHash: Buffer.from(secret_sha256, 'hex') }]
      : [],
  )
}

const insert = (database: Database, { name, scope, createdAt, secretHash }: Stored) =>
  database.run(
    'INSERT INTO broker_user (name, scope, secret_sha256, created_at) VALUES (?, ?, ?, ?)',
    [name, scope, Buffer.from(secretHash).toString('hex'), createdAt],
  )

function refuseUnfit(name: string, scope: string, taken: readonly string[]): void {
  if (!isScope(scope)) {
    throw new HubError('bad-request', `there is no scope ${scope}`, {
      hint: `Choose one of ${Object.keys(scopes).join(', ')}.`,
    })
  }
  if (!v.is(Slug, name)) {
    throw new HubError('bad-request', `${JSON.stringify(name)} cannot be a user's name`, {
      hint: 'Use 1 to 40 lower-case letters, digits and dashes.',
    })
  }
  // A sensor owns the topics below its name, and these are everybody's.
  if (scope === 'sensor' && (sharedRoots as readonly string[]).includes(name)) {
    throw new HubError('bad-request', `no sensor can be named ${name}`, {
      hint: 'Its topics begin with its name, and those of this name belong to all: choose another.',
    })
  }
  if (taken.includes(name)) {
    throw new HubError('bad-request', `there is a user ${name} already`, {
      hint: 'Choose another name, or remove that user first.',
    })
  }
  // Client ids are the user's name or start with it and a dash: keys-2 must not pass for keys.
  const near = taken.find((other) => other.startsWith(`${name}-`) || name.startsWith(`${other}-`))
  if (near !== undefined) {
    throw new HubError('bad-request', `${name} could be taken for the user ${near}`, {
      hint: `Choose a name that does not begin like ${near}.`,
    })
  }
}
