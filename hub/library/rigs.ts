import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { emptyPatch, type Patch, Rig, type RigDevice } from '#core/rig/rig.ts'
import { freeSlug, slugOf } from '#core/rig/slug-of.ts'
import { v } from '#core/schema.ts'
import type { Database } from '#runtime/database.ts'
import { sha256 } from './packed.ts'

/** A rig with the SHA-256 of its JSON, under which live fetches it. */
export type KeptRig = { readonly rig: Rig; readonly hash: string }

export type Rigs = {
  /** The rig that holds; revision 0 without devices where nothing was ever added. */
  current(): Promise<KeptRig>
  /** The rig of this hash as JSON, byte for byte what was hashed. */
  text(hash: string): Promise<string | undefined>
  /** Changes the rig that holds; the next revision is on the disk when this resolves. */
  change(turn: (rig: Rig) => RigChange): Promise<KeptRig>
}

export type RigChange = {
  readonly devices?: readonly RigDevice[]
  readonly ignored?: readonly string[]
  readonly patch?: Patch
}

type Row = { readonly body: string; readonly hash: string }

export function rigsIn(database: Database, clock: Clock): Rigs {
  const newest = 'SELECT body, hash FROM rigs ORDER BY revision DESC LIMIT 1'
  return {
    async current() {
      return keptOf(await database.get<Row>(newest))
    },

    async text(hash) {
      const row = await database.get<Row>('SELECT body, hash FROM rigs WHERE hash = ?', [hash])
      return row?.body ?? (hash === empty.hash ? JSON.stringify(empty.rig) : undefined)
    },

    change: (turn) =>
      database.transaction(async (sql) => {
        const { rig } = keptOf(await sql.get<Row>(newest))
        const changed = { ...rig, ...turn(rig), revision: rig.revision + 1 }
        const next = v.parse(Rig, changed)
        const body = JSON.stringify(next)
        const hash = sha256(body)
        await sql.run('INSERT INTO rigs (revision, hash, body, createdAt) VALUES (?, ?, ?, ?)', [
          next.revision,
          hash,
          body,
          clock.date(),
        ])
        return { rig: next, hash }
      }),
  }
}

const keptRig = (rig: Rig): KeptRig => ({ rig, hash: sha256(JSON.stringify(rig)) })
const empty = keptRig({ revision: 0, devices: [], ignored: [], patch: emptyPatch })

const keptOf = (row: Row | undefined): KeptRig =>
  row ? { rig: v.parse(Rig, JSON.parse(row.body)), hash: row.hash } : empty

/** The devices with a new one, under a name that is still free. Throws where its port is taken. */
export function withDevice(rig: Rig, device: Omit<RigDevice, 'id'>): readonly RigDevice[] {
  const holder = rig.devices.find(({ port }) => port === device.port)
  if (holder)
    throw new HubError('port-busy', `${device.port} is already the port of ${holder.id}`, {
      hint: `Remove ${holder.id} first, or name another port.`,
    })
  return [...rig.devices, { id: freeName(rig, device.name), ...device }]
}

export function withoutDevice(rig: Rig, id: string): readonly RigDevice[] {
  const rest = rig.devices.filter((device) => device.id !== id)
  if (rest.length < rig.devices.length) return rest
  throw new HubError('device-unknown', `the rig has no device ${id}`, {
    hint: 'List them with rigsong devices list.',
  })
}

/** A name for topics: 'My Keys!' becomes my-keys, and the second of that name my-keys-2. */
function freeName(rig: Rig, name: string): string {
  const words = slugOf(name, 'din')
  // Names of screens belong to the pages.
  const base = words.startsWith('screen') ? slugOf(`din-${words}`) : words
  return freeSlug(base, new Set(rig.devices.map(({ id }) => id)))
}
