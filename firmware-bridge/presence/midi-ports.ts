import { basename, join } from 'node:path'
import type { RawPort } from './raw-port.ts'
import { namesIn, nodeOf, realPathOf, type UsbPlug, usbOf, word } from './sysfs.ts'

/** A MIDI device of a sound card, such as midiC1D0. */
export type CardDevice = {
  readonly card: number
  readonly device: number
  /** /dev/snd/midiC1D0; none where the file is missing here. */
  readonly path?: string
  readonly stamp: string
  readonly title: string
  readonly plug?: UsbPlug
}

/** The MIDI devices of the sound cards, as sysfs has them. */
export async function cardDevices(sys: string, dev: string): Promise<readonly CardDevice[]> {
  const folder = join(sys, 'class', 'sound')
  const names = (await namesIn(folder)).filter((name) => /^midiC\d+D\d+$/.test(name)).sort()
  const found = await Promise.all(names.map((name) => deviceAt(join(folder, name), dev)))
  return found.filter((device) => device !== undefined)
}

async function deviceAt(folder: string, dev: string): Promise<CardDevice | undefined> {
  const name = basename(folder)
  const [, card, device] = /^midiC(\d+)D(\d+)$/.exec(name)!.map(Number)
  const home = await realPathOf(folder)
  if (home === undefined) return undefined
  const path = join(dev, 'snd', name)
  const [plug, id, node] = await Promise.all([
    usbOf(home),
    word(join(folder, '..', `card${card}`, 'id')),
    nodeOf(path),
  ])
  if (plug === 'leaving') return undefined
  return {
    card: card!,
    device: device!,
    ...(node !== undefined && { path }),
    stamp: `${home} ${plug?.devnum ?? ''}`,
    title: plug?.usb.productName ?? id ?? name,
    ...(plug && { plug }),
  }
}

/**
 * Cards have the sequencer clients from 16 on, four each, and programs those from 128
 * (sound/core/seq/seq_clientmgr.c of Linux: SNDRV_SEQ_GLOBAL_CLIENTS, _CLIENTS_PER_CARD,
 * _DYNAMIC_CLIENTS_BEGIN); the ports of a client are 32 for each MIDI device (seq_midi.c).
 */
const firstCardClient = 16
const clientsPerCard = 4
const firstProgramClient = 128
const portsPerDevice = 32

type SequencerPort = {
  readonly name: string
  readonly client: string
  readonly port: string
  readonly clientNumber: number
  readonly portNumber: number
}

/**
 * The MIDI ports: each port of the sequencer once, with its card where it has one, and the MIDI devices
 * that the sequencer does not show.
 * @param names of the sequencer as they are now, such as "Fader Box:Fader Box MIDI 1 24:0"; undefined
 * where there is none
 */
export function midiPorts(
  devices: readonly CardDevice[],
  names: readonly string[] | undefined,
): readonly RawPort[] {
  const ports = [...new Set(names)].map(read).filter((port) => port !== undefined)
  const others = ports.filter((port) => !isOurs(port))
  const shown = new Set<CardDevice>()
  const joined = others.map((port) => {
    const device = devices.find((one) => owns(one, port))
    if (!device) return programPort(port)
    shown.add(device)
    return devicePort(device, port)
  })
  // A card that is on no USB is called what the sequencer calls it, which comes a moment after it.
  const unseen = devices.filter(
    (one) => !shown.has(one) && one.path !== undefined && (one.plug || names === undefined),
  )
  return [...joined, ...unseen.map((device) => devicePort(device))]
}

/**
 * The names of the sequencer without those of devices that have gone since they were asked for: without
 * its card a port would pass for a program.
 */
export function namesLeft(
  names: readonly string[],
  before: readonly CardDevice[],
  now: readonly CardDevice[],
): readonly string[] {
  const stays = new Set(now.map(({ stamp }) => stamp))
  const gone = before.filter(({ stamp }) => !stays.has(stamp))
  if (gone.length === 0) return names
  return names.filter((name) => {
    const port = read(name)
    return !port || !gone.some((device) => owns(device, port))
  })
}

function read(name: string): SequencerPort | undefined {
  const [, client, port, clientNumber, portNumber] = /^([^:]*):(.*) (\d+):(\d+)$/.exec(name) ?? []
  if (client === undefined || port === undefined) return undefined
  return {
    name,
    client,
    port,
    clientNumber: Number(clientNumber),
    portNumber: Number(portNumber),
  }
}

const library = /^RtMidi (?:Input|Output) Client$/

/** Ours are no devices; those of other programs that use the same library are. */
const isOurs = ({ client, port }: SequencerPort): boolean =>
  client === 'System' ||
  client.startsWith('Rigsong') ||
  (library.test(client) && /^(?:Rigsong|RtMidi (?:Input|Output)$)/.test(port))

function owns({ card, device }: CardDevice, port: SequencerPort): boolean {
  const { clientNumber, portNumber } = port
  if (clientNumber < firstCardClient || clientNumber >= firstProgramClient) return false
  const place = clientNumber - firstCardClient
  const nth = (place % clientsPerCard) + Math.floor(portNumber / portsPerDevice)
  return Math.floor(place / clientsPerCard) === card && nth === device
}

function devicePort(device: CardDevice, port?: SequencerPort): RawPort {
  const index = port ? port.portNumber % portsPerDevice : 0
  const { card, device: number, stamp, title, path, plug } = device
  return {
    kind: 'midi',
    key: `midi ${card} ${number} ${index}`,
    stamp,
    title: (index > 0 ? port?.port : plug ? title : nameOf(port)) ?? title,
    ...(path !== undefined && { path }),
    ...(port && { sequencer: port.name }),
    ...(plug ? { plug } : { client: nameOf(port) ?? title }),
    index,
  }
}

const programPort = (port: SequencerPort): RawPort => ({
  kind: 'midi',
  key: port.name,
  stamp: '',
  title: nameOf(port)!,
  sequencer: port.name,
  client: nameOf(port)!,
  index: 0,
})

/** The name of a program without the number of its process, which is another one each time. */
function nameOf(port: SequencerPort | undefined): string | undefined {
  if (!port) return undefined
  const { client } = port
  return (library.test(client) ? port.port : client).replace(/ \(\d+\)$/, '')
}
