import { resolve } from 'node:path'
import type { Backup } from '#hub/backup/backup.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { CliCommand } from '../cli.ts'
import { readJson } from '../json-file.ts'
import { passphraseFile, passphraseFor } from '../passphrase.ts'
import { counted } from './map.ts'

/** `rigsong backup studio.json` */
export const backup: CliCommand = {
  words: 'backup',
  args: '<file>',
  says: 'write rig, mappings, scenes, own descriptions and flows to a file; pieces and takes stay in the data folder',
  options: [passphraseFile, { flags: '--without-flows', says: 'leave flows out' }],
  async run(cli, [file = ''], { passphraseFile: from, withoutFlows }) {
    const hub = await cli.hub()
    const passphrase = await passphraseFor(cli, from, { twice: true })
    const asked = { passphrase, flows: withoutFlows !== true }
    const made = await hub.call<Backup>('POST', '/api/v1/backup', asked)
    const path = resolve(cli.cwd, file)
    await writeAtomic(path, `${JSON.stringify(made, null, 2)}\n`)
    const { rig, descriptions, flows } = made
    cli.print(
      { file: path, revision: rig.revision, descriptions: descriptions.length, flows: !!flows },
      [
        `wrote ${path}: ${counted(rig.devices.length, 'device')}, ${counted(rig.patch.scenes.length, 'scene')}, ${flows ? 'flows with their credentials' : 'no flows'}`,
        'Pieces, takes and recordings are not in it: copy the data folder while the hub rests.',
      ].join('\n'),
    )
    return 0
  },
}

/** `rigsong restore studio.json` */
export const restore: CliCommand = {
  words: 'restore',
  args: '<file>',
  says: 'put a backup in the place of the rig and the flows that are here',
  options: [passphraseFile],
  async run(cli, [file = ''], { passphraseFile: from }) {
    const hub = await cli.hub()
    const kept = await readJson(cli, file, 'rigsong backup')
    const passphrase = await passphraseFor(cli, from)
    const restored = await hub.call<{ revision: number }>('POST', '/api/v1/backup/restore', {
      backup: kept,
      passphrase,
    })
    cli.print(restored, `restored; the rig is revision ${restored.revision}`)
    return 0
  },
}
