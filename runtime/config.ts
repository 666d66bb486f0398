import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { type ProcessName, processes } from '#core/bus/processes.ts'
import { HubError } from '#core/errors.ts'
import { nearestWord } from '#core/nearest-word.ts'
import { type LogLevel, logLevels } from '#runtime/log.ts'
import manifest from '../package.json' with { type: 'json' }

/** A port, and whether somebody chose it: a chosen port that is taken is an error. */
export type PortSetting = { readonly port: number; readonly chosen: boolean }

export type Config = {
  readonly dataDir: string
  /** The hub's id in topics. */
  readonly hub: string
  readonly httpPort: PortSetting
  readonly mqttPort: PortSetting
  readonly brokerUrl?: string
  readonly hubUrl?: string
  readonly tokenFile?: string
  /** The user of the system that the flows process runs as. */
  readonly flowsUser?: string
  /** Which of the processes beside the hub run here. */
  readonly processes: readonly ProcessName[]
  readonly logLevel: LogLevel
  readonly version: string
}

type Setting<T = unknown> = {
  /** In the file `http-port`, on the command line `--http-port`, in the environment RIGSONG_HTTP_PORT. */
  readonly name: string
  readonly env: string
  /** The default, in words. */
  readonly fallback: string
  readonly says: string
  /** What fits, in words. */
  readonly wants: string
  /** The value, or undefined where the text does not fit. */
  readonly read: (text: string) => T | undefined
}

const setting = <T>(
  name: string,
  rest: Pick<Setting<T>, 'says' | 'fallback' | 'wants' | 'read'>,
): Setting<T> => ({ name, env: `RIGSONG_${name.toUpperCase().replaceAll('-', '_')}`, ...rest })

const beside = processes.filter((name) => name !== 'hub')

/** Every setting, one line each; docs/reference is made from this table. */
const table = {
  dataDir: setting('data', {
    says: 'the folder where everything is kept',
    fallback: 'the XDG data home, /rigsong',
    wants: 'a path',
    read: textOf,
  }),
  hub: setting('hub', {
    says: "the hub's id in topics",
    fallback: 'hub',
    wants: 'a name of lower-case letters, digits and dashes',
    read: (text) => (/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/.test(text) ? text : undefined),
  }),
  httpPort: setting('http-port', {
    says: 'the port of the page and the API',
    fallback: '7447, or the next free one',
    wants: 'a port from 0 to 65535',
    read: portOf,
  }),
  mqttPort: setting('mqtt-port', {
    says: 'the port of the broker',
    fallback: '1883, or the next free one',
    wants: 'a port from 0 to 65535',
    read: portOf,
  }),
  brokerUrl: setting('broker-url', {
    says: 'an MQTT broker elsewhere, instead of our own',
    fallback: 'our own',
    wants: 'an address such as mqtt://studio.local:1883, without a password',
    read: addressOf('mqtt:', 'mqtts:', 'ws:', 'wss:'),
  }),
  hubUrl: setting('hub-url', {
    says: 'the hub, where it runs on another machine',
    fallback: 'this machine',
    wants: 'an address such as http://studio.local:7447, without a password',
    read: addressOf('http:', 'https:'),
  }),
  tokenFile: setting('token-file', {
    says: 'the file that holds the name and secret of a process away from its hub',
    fallback: 'none',
    wants: 'a path',
    read: textOf,
  }),
  flowsUser: setting('flows-user', {
    says: 'the user of the system that the flows run as, where the hub is started as root',
    fallback: 'the same as the hub',
    wants: 'the name of a user',
    read: (text) => (/^[a-z_][a-z0-9_-]{0,31}$/i.test(text) ? text : undefined),
  }),
  processes: setting('processes', {
    says: `which of ${beside.join(', ')} run here`,
    fallback: 'all',
    wants: `names out of ${beside.join(', ')}, with commas between`,
    read: processesOf,
  }),
  logLevel: setting('log-level', {
    says: 'how much is logged',
    fallback: 'warn on a terminal, else info',
    wants: `one of ${logLevels.join(', ')}`,
    read: (text) => logLevels.find((level) => level === text),
  }),
}

/** The table as the reference shows it. */
export const settings: readonly Setting[] = Object.values(table)

type Source = { readonly name: string; readonly words: Readonly<Record<string, string>> }

/**
 * The settings of a process: command line, then environment, then `<dataDir>/config.yaml` (or
 * `file`), then default. Throws HubError 'bad-settings' that names the setting and the right one.
 */
export function readConfig(given: {
  readonly env: NodeJS.ProcessEnv
  readonly argv?: readonly string[]
  readonly file?: string
  /** True where a person watches: less is said then. */
  readonly terminal?: boolean
}): Config {
  const line = commandLine(given.argv ?? [])
  const env = environment(given.env)
  const dataDir = chosen(table.dataDir, [line, env]) ?? defaultDataDir(given.env)
  const sources = [line, env, settingsFile(given.file ?? join(dataDir, 'config.yaml'))]
  const optional = {
    brokerUrl: chosen(table.brokerUrl, sources),
    hubUrl: chosen(table.hubUrl, sources),
    tokenFile: chosen(table.tokenFile, sources),
    flowsUser: chosen(table.flowsUser, sources),
  }
  return {
    dataDir,
    hub: chosen(table.hub, sources) ?? 'hub',
    httpPort: portFrom(chosen(table.httpPort, sources), 7447),
    mqttPort: portFrom(chosen(table.mqttPort, sources), 1883),
    processes: chosen(table.processes, sources) ?? beside,
    logLevel: chosen(table.logLevel, sources) ?? (given.terminal ? 'warn' : 'info'),
    version: manifest.version,
    ...present(optional),
  }
}

const portFrom = (port: number | undefined, fallback: number): PortSetting =>
  port === undefined ? { port: fallback, chosen: false } : { port, chosen: true }

/** The entries that are there: an optional setting is left out, never undefined. */
function present<T extends object>(entries: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== undefined),
  ) as never
}

function chosen<T>(setting: Setting<T>, sources: readonly Source[]): T | undefined {
  const source = sources.find(({ words }) => words[setting.name] !== undefined)
  if (!source) return undefined
  const text = source.words[setting.name]!
  const value = setting.read(text)
  if (value === undefined) {
    // An address that does not fit may be one with a password in it: it is not repeated.
    const shown = text.includes('@') ? 'is' : `is '${text}',`
    throw new HubError(
      'bad-settings',
      `${setting.name} of ${source.name} ${shown} not ${setting.wants}`,
      {
        hint: `Set ${setting.name} (${setting.env}) to ${setting.wants}.`,
      },
    )
  }
  return value
}

function commandLine(argv: readonly string[]): Source {
  const words: Record<string, string> = {}
  for (let i = 0; i < argv.length; i++) {
    const [flag, inside] = splitFlag(argv[i]!)
    const name = flag.replace(/^--/, '')
    if (flag === name || !isSetting(name)) throw unknown(flag, 'the command line', '--')
    const value = inside ?? argv[++i]
    if (value === undefined) {
      throw new HubError('bad-settings', `${flag} has no value`, {
        hint: `Write ${flag} and ${settings.find((one) => one.name === name)!.wants}.`,
      })
    }
    words[name] = value
  }
  return { name: 'the command line', words }
}

function splitFlag(word: string): [flag: string, value: string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function environment(env: NodeJS.ProcessEnv): Source {
  const words: Record<string, string> = {}
  for (const { name, env: variable } of settings) {
    const value = env[variable]
    if (value !== undefined) words[name] = value
  }
  const names = settings.map((one) => one.env)
  for (const variable of Object.keys(env)) {
    // RIGSONG_<NAME>_URL is the address of a provider or platform; those have tables of their own.
    if (!variable.startsWith('RIGSONG_') || names.includes(variable) || variable.endsWith('_URL'))
      continue
    const near = nearestWord(variable, names)
    if (near.steps <= 2) {
      throw new HubError('bad-settings', `there is no setting ${variable}`, {
        hint: `Did you mean ${near.word}?`,
      })
    }
  }
  return { name: 'the environment', words }
}

function settingsFile(path: string): Source {
  const found = parseFile(path)
  if (found === undefined || found === null) return { name: path, words: {} }
  if (typeof found !== 'object' || Array.isArray(found)) {
    throw new HubError('bad-settings', `${path} is not a list of settings`, {
      hint: 'Write one a line, such as http-port: 7447.',
    })
  }
  const words: Record<string, string> = {}
  for (const [name, value] of Object.entries(found)) {
    // The data folder is where this file was found; it cannot say that it lies elsewhere.
    if (!isSetting(name) || name === 'data') throw unknown(name, path)
    words[name] = Array.isArray(value) ? value.join(',') : String(value ?? '')
  }
  return { name: path, words }
}

function parseFile(path: string): unknown {
  const text = readText(path)
  if (text === undefined) return undefined
  try {
    return parseYaml(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new HubError('bad-settings', `${path} is not YAML: ${reason}`, {
      hint: 'Write one setting a line, such as http-port: 7447.',
      cause,
    })
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new HubError('bad-settings', `${path} cannot be read`, {
      hint: 'Give this user the right to read it.',
      cause,
    })
  }
}

const isSetting = (name: string): boolean => settings.some((one) => one.name === name)

function unknown(name: string, where: string, prefix = ''): HubError {
  const near = nearestWord(
    name,
    settings.map((one) => prefix + one.name),
  )
  return new HubError('bad-settings', `${where} has no setting ${name}`, {
    hint: `Did you mean ${near.word}? All settings stand in docs/reference/settings.md.`,
  })
}

function defaultDataDir(env: NodeJS.ProcessEnv): string {
  const home = env.XDG_DATA_HOME || join(env.HOME || homedir(), '.local', 'share')
  return join(home, 'rigsong')
}

function textOf(text: string): string | undefined {
  return text === '' ? undefined : text
}

function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}

function addressOf(...protocols: readonly string[]): (text: string) => string | undefined {
  return (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    const fits = url && protocols.includes(url.protocol) && !url.username && !url.password
    return fits ? text : undefined
  }
}

function processesOf(text: string): readonly ProcessName[] | undefined {
  const names = text.split(',').map((name) => name.trim())
  const known = names.filter((name) => name !== '').map((name) => beside.find((p) => p === name))
  return known.every((name) => name !== undefined) ? known : undefined
}
