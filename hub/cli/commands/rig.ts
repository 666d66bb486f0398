import { resolve } from 'node:path'
import { type Move, remapReasons } from '#core/rig/remap.ts'
import type { Rig } from '#core/rig/rig.ts'
import type { Opening, RigFile } from '#core/rig/rig-file.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { CliCommand } from '../cli.ts'
import { readJson } from '../json-file.ts'
import { counted } from './map.ts'

export const rigShow: CliCommand = {
  words: 'rig show',
  says: 'what is stored: devices, roles, mappings and scenes',
  async run(cli) {
    const { rig } = await (await cli.hub()).call<RigFile>('GET', '/api/v1/rig')
    const { mappings, bindings, scenes } = rig.patch
    cli.print(
      rig,
      [
        `revision ${rig.revision}`,
        ...rig.devices.map(({ id, name, port }) => `${id}  ${name}  ${port}`),
        [
          counted(mappings.length, 'mapping'),
          counted(bindings.length, 'bound role'),
          counted(scenes.length, 'scene'),
        ].join(', '),
      ].join('\n'),
    )
    return 0
  },
}

/** `rigsong rig export my-rig.json` */
export const rigExport: CliCommand = {
  words: 'rig export',
  args: '<file>',
  says: 'write the whole rig to a file, to keep or to open on another hub',
  async run(cli, [file = '']) {
    const rig = await (await cli.hub()).call<RigFile>('GET', '/api/v1/rig')
    const path = resolve(cli.cwd, file)
    await writeAtomic(path, Buffer.from(`${JSON.stringify(rig, null, 2)}\n`))
    cli.print({ file: path, revision: rig.rig.revision }, `wrote ${path}`)
    return 0
  },
}

/** `rigsong rig open my-rig.json` says what would be; `--accept` does it. */
export const rigOpen: CliCommand = {
  words: 'rig open',
  args: '<file>',
  says: 'say how a rig would be played on the devices that are here, and with --accept open it',
  options: [
    { flags: '--accept', says: 'open it as proposed' },
    { flags: '--as-it-is', says: 'open it without giving anything another place' },
  ],
  async run(cli, [file = ''], { accept, asItIs }) {
    const hub = await cli.hub()
    const rig = await readJson(cli, file, 'rigsong rig export')
    const opening = await hub.call<Opening>('POST', '/api/v1/rig/open', rig)
    if (!accept && !asItIs) {
      cli.print(
        opening,
        [...linesOf(opening), 'Nothing is done yet: --accept opens it.'].join('\n'),
      )
      return 0
    }
    const moves = accept ? opening.bindings : []
    const opened = await hub.call<Rig>('PUT', '/api/v1/rig', { ...rig, accept: moves })
    const done = `opened as revision ${opened.revision}`
    cli.print({ ...opening, opened }, [...(accept ? linesOf(opening) : []), done].join('\n'))
    return 0
  },
}

const linesOf = ({ bindings, leftOver, devices }: Opening): readonly string[] => [
  ...bindings.map(
    ({ role, from, to, why }) =>
      `${role ?? placeWord(from)}  ${placeWord(from)} → ${placeWord(to)}: ${why && remapReasons[why]}`,
  ),
  ...devices.map(({ id, name }) => `${id}  ${name} comes along; plug it in`),
  ...leftOver.map(({ role, mapping, why }) => `left over  ${role ?? mapping}: ${why}`),
]

const placeWord = ({ device, control }: Move['from']): string =>
  control === undefined ? device : `${device}/${control}`
