import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { Rig } from '#core/rig/rig.ts'
import { v } from '#core/schema.ts'
import type { FlowsKeeper } from '#hub/http/flows/flows-keeper.ts'
import { FlowsArchive } from '#hub/http/flows/flows-words.ts'
import { tellRig } from '#hub/http/tell-rig.ts'
import type { Rigs } from '#hub/library/rigs.ts'
import { DescriptionFile, type OwnDescriptions } from './own-descriptions.ts'

/**
 * What a hub is set up with: its rig with mappings, roles and scenes, the maker's own descriptions of
 * devices, and its flows. Pieces, takes and recordings are not in it; nor is any key of the hub's.
 */
export const Backup = v.object({
  format: v.literal('rigsong-backup'),
  version: v.literal(1),
  /** Of the hub it was made on. */
  hub: v.string(),
  createdAt: v.string(),
  rig: Rig,
  descriptions: v.array(DescriptionFile),
  /** With their credentials, which only the passphrase opens; left out where they were not wanted. */
  flows: v.exactOptional(FlowsArchive),
})
export type Backup = v.InferOutput<typeof Backup>

export type Backups = {
  /** Throws HubError 'flows-away' where flows are wanted and not there. */
  make(wish: { readonly passphrase: string; readonly flows: boolean }): Promise<Backup>
  /** Puts it in the place of what is here. Where its flows are refused, nothing has changed. */
  restore(backup: Backup, passphrase: string): Promise<{ readonly revision: number }>
}

export type BackupParts = {
  readonly hub: string
  readonly rigs: Pick<Rigs, 'current' | 'change'>
  readonly descriptions: OwnDescriptions
  readonly flows: FlowsKeeper
  readonly bus: Pick<Bus, 'publish'>
  readonly clock: Clock
}

export function openBackups({ hub, rigs, descriptions, flows, bus, clock }: BackupParts): Backups {
  return {
    async make({ passphrase, flows: wanted }) {
      const archive = wanted && (await flows.ask(FlowsArchive, 'POST', ['export'], { passphrase }))
      const { rig } = await rigs.current()
      return {
        format: 'rigsong-backup',
        version: 1,
        hub,
        createdAt: clock.date(),
        rig,
        descriptions: await descriptions.all(),
        ...(archive && { flows: archive }),
      }
    },

    async restore(backup, passphrase) {
      descriptions.check(backup.descriptions)
      // First what may be refused: a wrong passphrase must leave everything as it is.
      if (backup.flows)
        await flows.ask(v.unknown(), 'POST', ['import'], {
          archive: backup.flows,
          passphrase,
          mode: 'replace',
        })
      await descriptions.keep(backup.descriptions)
      const { devices, ignored, patch } = backup.rig
      const kept = await rigs.change(() => ({ devices, ignored, patch }))
      await tellRig(bus, kept)
      return { revision: kept.rig.revision }
    },
  }
}
