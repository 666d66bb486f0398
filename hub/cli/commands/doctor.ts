import { constants } from 'node:fs'
import { access, readdir, statfs } from 'node:fs/promises'
import { reportOf } from '#core/errors.ts'
import { blobsIn, rottenBlobs } from '#hub/library/blobs.ts'
import { blobFolder } from '#hub/library/library.ts'
import type { Cli, CliCommand } from '../cli.ts'
import type { HubClient } from '../hub-client.ts'
import { type FlowsSaid, stateWords } from './flows.ts'

/** One thing looked at: `bad` stops something from working, `note` could be better, `well` is. */
type Finding = {
  readonly check: string
  readonly state: 'well' | 'note' | 'bad'
  readonly says: string
  readonly fix?: string
}

type Health = {
  ok: boolean
  version: string
  processes?: Readonly<Record<string, { online?: boolean; notes?: readonly string[] }>>
  notes?: readonly string[]
}

/** `rigsong doctor`: what is well, what is not, and one line on how to mend it. */
export const doctor: CliCommand = {
  words: 'doctor',
  says: 'look at everything and say how to mend what is not well',
  async run(cli) {
    const findings = (
      await Promise.all([
        node(),
        folder(cli),
        room(cli),
        files(cli),
        midi(),
        serialPorts(),
        hub(cli),
      ])
    ).flat()
    const well = findings.every(({ state }) => state !== 'bad')
    cli.print({ well, findings }, findings.map(asLine).join('\n'))
    return well ? 0 : 1
  },
}

const marks = { well: 'well', note: 'note', bad: 'BAD ' } as const

const asLine = ({ check, state, says, fix }: Finding): string =>
  `${marks[state]}  ${check}: ${says}${fix ? `\n      ${fix}` : ''}`

async function node(): Promise<Finding[]> {
  const major = Number(process.versions.node.split('.')[0])
  const says = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
  if (major >= 24) return [{ check: 'node', state: 'well', says }]
  return [{ check: 'node', state: 'bad', says, fix: 'Run `npm start` once: it brings Node 24.' }]
}

async function folder({ config }: Cli): Promise<Finding[]> {
  const check = 'data folder'
  try {
    await access(config.dataDir, constants.W_OK)
    return [{ check, state: 'well', says: config.dataDir }]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return [{ check, state: 'note', says: `${config.dataDir} is made at the first start` }]
    const fix = `Give yourself the folder: sudo chown -R "$USER" '${config.dataDir}'`
    return [{ check, state: 'bad', says: `${config.dataDir} cannot be written`, fix }]
  }
}

const megabyte = 1024 * 1024

async function room({ config }: Cli): Promise<Finding[]> {
  const disk = await statfs(config.dataDir).catch(() => undefined)
  if (!disk) return []
  const freeMb = Math.floor((disk.bavail * disk.bsize) / megabyte)
  const says = `${freeMb} MB free`
  if (freeMb > 500) return [{ check: 'disk', state: 'well', says }]
  const fix = 'Make room: pieces and takes need it. About 12 MB a minute of rendered sound.'
  return [{ check: 'disk', state: freeMb > 50 ? 'note' : 'bad', says, fix }]
}

/** Sound files are named by what they hold, so what has rotted on the disk shows. */
async function files({ config }: Cli): Promise<Finding[]> {
  const rotten = await rottenBlobs(blobsIn(blobFolder(config.dataDir)))
  if (rotten.length === 0)
    return [{ check: 'files', state: 'well', says: 'no sound file is broken' }]
  const fix = 'The disk may be failing. Delete them; the sound is made again when it is asked for.'
  const says = `${rotten.length} sound files are broken: ${rotten.join(', ')}`
  return [{ check: 'files', state: 'bad', says, fix }]
}

async function midi(): Promise<Finding[]> {
  const check = 'USB MIDI'
  const { midiSystem } = await import('#firmware-bridge/transports/midi-library.ts')
  const system = await midiSystem()
  if (system.state === 'there') return [{ check, state: 'well', says: 'ALSA has a sequencer' }]
  const { says, fix } = system
  return [{ check, state: 'note', says: `${says}; serial MIDI and the page work without`, fix }]
}

async function serialPorts(): Promise<Finding[]> {
  const check = 'serial ports'
  const names = (await readdir('/dev').catch(() => [])).filter((name) =>
    /^tty(ACM|USB|AMA)\d+$/.test(name),
  )
  if (names.length === 0) return [{ check, state: 'note', says: 'none plugged in' }]
  return Promise.all(
    names.map(async (name): Promise<Finding> => {
      const path = `/dev/${name}`
      const open = await access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      )
      if (open) return { check: path, state: 'well', says: 'may be opened' }
      const fix = 'sudo usermod -aG dialout "$USER", then sign out and in again.'
      return { check: path, state: 'bad', says: 'may not be opened by you', fix }
    }),
  )
}

async function hub(cli: Cli): Promise<Finding[]> {
  try {
    const client = await cli.hub()
    const health = await client.call<Health>('GET', '/api/v1/health')
    return [
      { check: 'hub', state: 'well', says: `${client.url}, Rigsong ${health.version}` },
      ...Object.entries(health.processes ?? {}).map(ofProcess),
      ...(await flows(client)),
      ...(health.notes ?? []).map((says): Finding => ({ check: 'hub', state: 'note', says })),
    ]
  } catch (error) {
    const { message, hint } = reportOf(error)
    return [{ check: 'hub', state: 'note', says: message, fix: hint }]
  }
}

/** What the flows process says of itself, or that it is away. */
async function flows(client: HubClient): Promise<Finding[]> {
  const check = 'flows'
  try {
    const { state, notes, lastErrors } = await client.call<FlowsSaid>('GET', '/api/v1/flows')
    const fix = 'Mend or delete what broke in /flows/, then deploy: that ends it.'
    const last = lastErrors.at(-1)
    return [
      ...(state === 'safe-mode'
        ? [{ check, state: 'bad' as const, says: stateWords[state], fix }]
        : []),
      ...notes.map((says): Finding => ({ check, state: 'note', says })),
      ...(last ? [{ check, state: 'note' as const, says: `last error: ${last.message}` }] : []),
    ]
  } catch (error) {
    const { message, hint } = reportOf(error)
    return [{ check, state: 'note', says: message, fix: hint }]
  }
}

function ofProcess([name, { online, notes }]: [
  string,
  { online?: boolean; notes?: readonly string[] },
]): Finding {
  if (online === false)
    return {
      check: name,
      state: 'bad',
      says: 'is not running',
      fix: 'It should come back by itself within seconds; else look at the log.',
    }
  return notes && notes.length > 0
    ? { check: name, state: 'note', says: notes.join('; ') }
    : { check: name, state: 'well', says: 'runs' }
}
