import { type ProcessName, processes } from '#core/bus/processes.ts'
import { logLevels } from '#runtime/log.ts'

export type Setting<T = unknown> = {
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

/** The processes that run beside the hub. */
export const beside = processes.filter((name) => name !== 'hub')

/** Every setting, one line each; docs/reference is made from this table. */
export const table = {
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
