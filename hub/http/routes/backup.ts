import { v } from '#core/schema.ts'
import { Backup } from '#hub/backup/backup.ts'
import { Passphrase } from '../flows/flows-words.ts'
import { type Route, route } from '../route.ts'
import { ok } from './words.ts'

/** Rig and flows of a large installation. */
const bodyLimit = 32 * 1024 * 1024

/** What the hub is set up with, to take along or to bring back. */
export const backup: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/backup',
    operationId: 'backup.make',
    says: 'rig, mappings, scenes, own descriptions and flows, credentials under a passphrase; no pieces, no takes',
    role: 'owner',
    body: v.object({ passphrase: Passphrase, flows: v.exactOptional(v.boolean(), true) }),
    answers: { 200: Backup },
    handle: async ({ body }, { backups }) => ok(await backups.make(body)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/backup/restore',
    operationId: 'backup.restore',
    says: 'put a backup in the place of the rig and the flows that are here',
    role: 'owner',
    body: v.object({ backup: Backup, passphrase: Passphrase }),
    bodyLimit,
    answers: { 200: v.object({ revision: v.number() }) },
    handle: async ({ body }, { backups }) =>
      ok(await backups.restore(body.backup, body.passphrase)),
  }),
]
