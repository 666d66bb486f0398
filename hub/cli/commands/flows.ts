import { resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { CliCommand } from '../cli.ts'
import { columns } from '../columns.ts'
import { readJson } from '../json-file.ts'
import { passphraseFile, passphraseFor } from '../passphrase.ts'

export type FlowsSaid = {
  state: 'starting' | 'ready' | 'safe-mode'
  deployedAt?: string
  tabs: readonly { label: string; disabled: boolean; shipped?: string; edited: boolean }[]
  lastErrors: readonly { at: string; node?: string; message: string }[]
  notes: readonly string[]
}
type Settings = { systemNodes: boolean; palette: boolean }
type Allowed = { settings: Settings; means: Readonly<Record<keyof Settings, string>> }
type Example = { id: string; title: string; says: string; installed: boolean; edited: boolean }
type Version = { version: number; at: string; nodes: number; why: string }

const api = '/api/v1/flows'

export const flowsStatus: CliCommand = {
  words: 'flows',
  says: 'how flows are, and where they are edited',
  async run(cli) {
    const hub = await cli.hub()
    const said = await hub.call<FlowsSaid>('GET', api)
    const editor = `${hub.url}/flows/`
    cli.print(
      { editor, ...said },
      [
        `${stateWords[said.state]}, edited at ${editor}`,
        ...(said.deployedAt ? [`deployed ${said.deployedAt}`] : []),
        columns(said.tabs.map((tab) => [tab.disabled ? 'off' : 'on', tab.label, originOf(tab)])),
        ...said.notes.map((note) => `note  ${note}`),
        ...said.lastErrors.map(({ at, node, message }) =>
          ['error', at, node, message].filter(Boolean).join('  '),
        ),
      ]
        .filter((line) => line !== '')
        .join('\n'),
    )
    return said.state === 'ready' ? 0 : 1
  },
}

export const stateWords = {
  starting: 'flows are starting',
  ready: 'flows run',
  'safe-mode': 'flows are in safe mode: they are shown and do not run',
} as const satisfies Record<FlowsSaid['state'], string>

const originOf = ({ shipped, edited }: FlowsSaid['tabs'][number]): string =>
  shipped === undefined ? 'your own' : edited ? `${shipped}, edited` : shipped

export const flowsLibrary: CliCommand = {
  words: 'flows library',
  says: 'flows to begin with',
  async run(cli) {
    const said = await (await cli.hub()).call<{ examples: Example[] }>('GET', `${api}/library`)
    const rows = said.examples.map(({ id, title, says, installed }) => [
      installed ? '*' : ' ',
      id,
      `${title}: ${says}`,
    ])
    cli.print(said, columns(rows))
    return 0
  },
}

/** `rigsong flows add gesture-looper` */
export const flowsAdd: CliCommand = {
  words: 'flows add',
  args: '<example>',
  says: 'put one of the library into a tab of its own',
  async run(cli, [example = '']) {
    const path = `${api}/library/${encodeURIComponent(example)}`
    const made = await (await cli.hub()).call<{ tab: string }>('POST', path)
    cli.print(made, `added ${example} as the tab ${made.tab}`)
    return 0
  },
}

const switches: Readonly<Record<string, keyof Settings>> = {
  'system-nodes': 'systemNodes',
  palette: 'palette',
}

const turn = (word: 'allow' | 'forbid', says: string): CliCommand => ({
  words: `flows ${word}`,
  args: '<what>',
  says,
  async run(cli, [what = '']) {
    const name = Object.hasOwn(switches, what) ? switches[what] : undefined
    if (!name)
      throw new HubError('bad-request', `nothing is called ${what || 'nothing'}`, {
        hint: 'Say system-nodes or palette.',
      })
    const on = word === 'allow'
    const said = await (await cli.hub()).call<Allowed>('PUT', `${api}/settings`, { [name]: on })
    const lets = on ? `\n${said.means[name]}` : ''
    cli.print(
      said,
      `${what} ${on ? 'allowed' : 'forbidden'}; flows start anew, music plays on${lets}`,
    )
    return 0
  },
})

/** `rigsong flows allow system-nodes` */
export const flowsAllow = turn(
  'allow',
  'turn on what is off by default, and say what it can read: system-nodes (exec and file) or palette (installing nodes)',
)
export const flowsForbid = turn('forbid', 'turn it off again: system-nodes or palette')

/** `rigsong flows export my-flows.json` */
export const flowsExport: CliCommand = {
  words: 'flows export',
  args: '<file>',
  says: 'write all flows to a file, their credentials under a passphrase',
  options: [passphraseFile],
  async run(cli, [file = ''], { passphraseFile: from }) {
    const hub = await cli.hub()
    const passphrase = await passphraseFor(cli, from, { twice: true })
    const archive = await hub.call<object>('POST', `${api}/export`, { passphrase })
    const path = resolve(cli.cwd, file)
    await writeAtomic(path, `${JSON.stringify(archive, null, 2)}\n`)
    cli.print({ file: path }, `wrote ${path}`)
    return 0
  },
}

/** `rigsong flows import my-flows.json --replace` */
export const flowsImport: CliCommand = {
  words: 'flows import',
  args: '<file>',
  says: 'bring the flows of a file in, beside those that are here',
  options: [passphraseFile, { flags: '--replace', says: 'in the place of those that are here' }],
  async run(cli, [file = ''], { passphraseFile: from, replace }) {
    const hub = await cli.hub()
    const archive = await readJson(cli, file, 'rigsong flows export')
    const passphrase = await passphraseFor(cli, from)
    const mode = replace ? 'replace' : 'add'
    const asked = { archive, passphrase, mode }
    const made = await hub.call<Version>('POST', `${api}/import`, asked)
    const beside = replace ? 'in the place of' : 'beside'
    cli.print(made, `imported ${beside} what was here, now version ${made.version}`)
    return 0
  },
}

export const flowsVersions: CliCommand = {
  words: 'flows versions',
  says: 'the flows as they were, newest first',
  async run(cli) {
    const said = await (await cli.hub()).call<{ versions: Version[] }>('GET', `${api}/versions`)
    const rows = said.versions.map(({ version, at, nodes, why }) => [
      String(version),
      at,
      `${nodes} nodes`,
      why,
    ])
    cli.print(said, columns(rows) || 'No version yet: each deploy makes one.')
    return 0
  },
}

/** `rigsong flows restore 7` */
export const flowsRestore: CliCommand = {
  words: 'flows restore',
  args: '<version>',
  says: 'bring a version back; what is there now becomes a version itself',
  async run(cli, [version = '']) {
    const path = `${api}/versions/${encodeURIComponent(version)}`
    const restored = await (await cli.hub()).call<Version>('POST', path)
    cli.print(restored, `restored ${version}, now version ${restored.version}`)
    return 0
  },
}
