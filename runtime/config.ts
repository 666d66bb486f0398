import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ProcessName } from '#core/bus/processes.ts'
import { HubError } from '#core/errors.ts'
import type { LogLevel } from '#runtime/log.ts'
import manifest from '../package.json' with { type: 'json' }
import { commandLine, environment, type Source, settingsFile } from './setting-sources.ts'
import { beside, type Setting, table } from './settings.ts'

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

function defaultDataDir(env: NodeJS.ProcessEnv): string {
  const home = env.XDG_DATA_HOME || join(env.HOME || homedir(), '.local', 'share')
  return join(home, 'rigsong')
}
