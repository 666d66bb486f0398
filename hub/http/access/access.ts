import { randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { ProcessName } from '#core/bus/processes.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { sha256 } from '#hub/library/packed.ts'
import type { Database } from '#runtime/database.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import { asTyped, newClaimCode } from './claim-code.ts'
import { type AccessKey, type AccessKeys, openAccessKeys } from './keys.ts'
import { type Asker, nobody, type PersonRole } from './roles.ts'

export type Entered = { readonly key: AccessKey; readonly secret: string }

/** Who may come in, and as what. */
export type Access = {
  claimed(): boolean
  /** What the owner types on the first page; undefined once the hub is claimed. */
  claimCode(): string | undefined
  /** Makes whoever knows the code the owner. Throws HubError 'claim-refused'. */
  claim(code: string, name: string): Promise<Entered>
  /** Calls once, when the hub is claimed; the owner is answered when all that it starts has settled. */
  onClaim(fn: () => Promise<void>): void
  /** A one-time invite; throws HubError 'not-allowed'. */
  enter(invite: string, name: string | undefined): Promise<Entered>
  /** Whose key this is: a session's cookie, or a Bearer token of a program or process. */
  askerOf(keys: {
    readonly cookie?: string | undefined
    readonly bearer?: string | undefined
  }): Asker
  readonly keys: AccessKeys
}

export type AccessParts = {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly dataDir: string
  /** The secrets of this run's processes. */
  readonly processes: Readonly<Partial<Record<ProcessName, string>>>
}

export async function openAccess(parts: AccessParts): Promise<Access> {
  const { database, clock, log } = parts
  const keys = await openAccessKeys(database, clock)
  let claimed = (await database.get('SELECT 1 FROM claim')) !== undefined
  const code = newClaimCode()
  const owner = await writeOwnerToken(parts.dataDir)
  const live = parts.processes.live
  const told: (() => Promise<void>)[] = []

  return {
    keys,
    claimed: () => claimed,
    claimCode: () => (claimed ? undefined : code),

    async claim(typed, name) {
      if (claimed) throw claimRefused('this hub has an owner')
      if (!same(asTyped(typed), code)) throw claimRefused('this is not the claim code')
      // At once, so that of two who type the code only one is the owner.
      claimed = true
      try {
        const entered = await database.transaction(async (sql) => {
          await sql.run('INSERT INTO claim (only, name, claimedAt) VALUES (1, ?, ?)', [
            name,
            clock.date(),
          ])
          return keys.create({ kind: 'session', name, role: 'owner' }, sql)
        })
        log.info('hub claimed', { session: entered.key.id })
        await Promise.allSettled(told.map((tell) => tell()))
        return entered
      } catch (cause) {
        claimed = false
        throw cause
      }
    },

    onClaim: (fn) => void told.push(fn),

    async enter(invite, name) {
      const found = keys.find('invite', invite)
      if (!found) throw inviteOver()
      return database.transaction(async (sql) => {
        if (!(await keys.remove('invite', found.id, sql))) throw inviteOver()
        return keys.create({ kind: 'session', name: name ?? found.name, role: found.role }, sql)
      })
    },

    askerOf({ cookie, bearer }) {
      if (bearer !== undefined) {
        if (same(bearer, owner)) return askerFrom({ id: 'owner', name: 'owner', role: 'owner' })
        if (live !== undefined && same(bearer, live))
          return { role: 'live', name: 'live', id: 'live', by: 'token' }
        const token = keys.find('token', bearer)
        return token ? askerFrom(token) : nobody
      }
      const session = cookie === undefined ? undefined : keys.find('session', cookie)
      return session ? { ...askerFrom(session), by: 'cookie' } : nobody
    },
  }
}

const askerFrom = ({ id, name, role }: { id: string; name: string; role: PersonRole }): Asker => ({
  role,
  name,
  id,
  by: 'token',
})

/** The command line of this machine is the owner: it can read the owner's file. New at each start. */
async function writeOwnerToken(dataDir: string): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await writeAtomic(join(dataDir, 'hub', 'owner-token'), token, 0o600)
  return token
}

/** Compared by hash, which takes the same time wherever they differ. */
const same = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)))

const inviteOver = (): HubError =>
  new HubError('not-allowed', 'this invite was used or is too old', {
    hint: 'Ask the owner for a new one.',
  })

const claimRefused = (message: string): HubError =>
  new HubError('claim-refused', message, {
    hint: 'The code stands in the window where the hub was started; it is new at each start. Later devices come in by an invite of the owner.',
  })
