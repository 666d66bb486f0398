import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ChainLink } from '#core/bus/topics/states.ts'
import { HubError } from '#core/errors.ts'
import type { Cli, CliCommand } from '../cli.ts'
import { columns } from '../columns.ts'

type Line = ChainLink & { model: string; hasKey: boolean; place?: number; does: string }

/** `rigsong provider list` */
export const providerList: CliCommand = {
  words: 'provider list',
  says: 'who plans pieces beside our own engine, how each fares and what it has cost this month',
  async run(cli) {
    const hub = await cli.hub()
    const found = await hub.call<{ providers: readonly Line[] }>('GET', '/api/v1/providers')
    cli.print(found, columns(found.providers.map(asRow)))
    return 0
  },
}

/** `rigsong provider key openai`: read without echo, or from a file; never an argument. */
export const providerKey: CliCommand = {
  words: 'provider key',
  args: '<name>',
  says: 'give a provider its key, typed unseen or from a file; the hub keeps it sealed',
  options: [
    { flags: '--key-file <file>', says: 'read the key from this file' },
    { flags: '--forget', says: 'forget the key' },
  ],
  async run(cli, [name = ''], { keyFile, forget }) {
    const hub = await cli.hub()
    const key = forget === true ? '' : await keyFrom(cli, name, keyFile)
    const line = await hub.call<Line>('PUT', pathOf(name), { key })
    cli.print(
      line,
      key === '' ? `${name} has no key any more` : `${name} has its key; ${placed(line)}`,
    )
    return 0
  },
}

/** `rigsong provider use openai anthropic`, `rigsong provider use none` */
export const providerUse: CliCommand = {
  words: 'provider use',
  args: '<names...>',
  says: 'who is asked for a plan, in this order; none asks nobody',
  async run(cli, names) {
    const chain = names.join() === 'none' ? [] : names
    const hub = await cli.hub()
    const found = await hub.call<{ providers: readonly Line[] }>('PUT', '/api/v1/providers', {
      chain,
    })
    cli.print(found, columns(found.providers.map(asRow)))
    return 0
  },
}

/** `rigsong provider model openai gpt-5.4-nano` */
export const providerModel: CliCommand = {
  words: 'provider model',
  args: '<name> <model>',
  says: 'which of its models a provider plans with',
  run: (cli, [name = '', model = '']) => change(cli, name, { model }),
}

/** `rigsong provider cap openai 2.50` */
export const providerCap: CliCommand = {
  words: 'provider cap',
  args: '<name> <dollars>',
  says: 'what a provider may cost in a month, in US dollars',
  run(cli, [name = '', dollars = '']) {
    const capUsd = Number(dollars)
    if (dollars.trim() === '' || !(capUsd >= 0))
      throw new HubError('bad-request', `${dollars} is no amount`, {
        hint: 'Say US dollars, such as 2.50.',
      })
    return change(cli, name, { capUsd })
  },
}

const pathOf = (name: string): string => `/api/v1/providers/${encodeURIComponent(name)}`

async function change(cli: Cli, name: string, words: object): Promise<0> {
  const line = await (await cli.hub()).call<Line>('PUT', pathOf(name), words)
  cli.print(line, columns([asRow(line)]))
  return 0
}

const placed = ({ place, does }: Line): string =>
  does === 'bed'
    ? 'it can play beds'
    : place === undefined
      ? 'it is not asked yet: rigsong provider use'
      : `it is number ${place} to be asked`

const asRow = (line: Line): readonly string[] => [
  line.place === undefined ? '' : String(line.place),
  line.name,
  line.until === undefined ? line.state : `${line.state} until ${line.until.slice(11, 19)}`,
  line.name === 'local' ? '' : `${line.spentUsd.toFixed(2)} of ${line.capUsd.toFixed(2)} USD`,
  line.model,
  line.failure ?? '',
]

async function keyFrom(
  cli: Cli,
  name: string,
  file: string | boolean | undefined,
): Promise<string> {
  const said =
    typeof file === 'string'
      ? await textOf(resolve(cli.cwd, file))
      : await cli.secret(`Key of ${name}: `)
  const key = said.trim()
  if (key !== '') return key
  throw new HubError('bad-request', 'no key was given', {
    hint: `Type it, or put it into a file: rigsong provider key ${name} --key-file key.txt.`,
  })
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HubError('bad-request', `${path} cannot be read`, {
      hint: 'Look at its name.',
      cause,
    })
  })
