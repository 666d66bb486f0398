import { HubError } from '#core/errors.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import type { MidiOut } from './driver.ts'
import { usbByteMs } from './transports/alsa.ts'
import type { openRawMidi, RawMidi } from './transports/raw-midi.ts'
import type { SequencerClient } from './transports/sequencer-clients.ts'

/** The way to play a device, as it was found. */
export type FoundOutput = AsyncDisposable & {
  readonly out?: MidiOut
  /** Why there is none, although the device has one. */
  readonly blocked?: string
}

/** What is known of where a port is. */
export type MidiPort = Partial<Pick<PresentPort, 'path' | 'sequencer'>>

export type OutputParts = {
  readonly openRaw: typeof openRawMidi
  readonly clients: () => readonly SequencerClient[]
}

const closesNothing = { async [Symbol.asyncDispose]() {} }

/**
 * Finds how a port is played. A card's own device file comes first: it has no pool that overflows in
 * silence, and says when the card is gone. Through the sequencer go programs, the further sockets of a
 * card (its file is that of the first), and a card whose output others play through the sequencer.
 * @param name of the port at the sequencer; undefined where nobody can play it
 */
export async function findOutput(
  port: MidiPort,
  name: string | undefined,
  { openRaw, clients }: OutputParts,
): Promise<FoundOutput> {
  if (name === undefined) return closesNothing
  const bySequencer: FoundOutput = { out: { by: 'sequencer', name }, ...closesNothing }
  if (port.path === undefined || !isFirstSocket(port.path, name)) return bySequencer
  try {
    return descriptorOf(await openRaw(port.path))
  } catch (error) {
    if (!(error instanceof HubError)) throw error
    if (error.code === 'port-busy' && !isShared(name, clients()))
      return { blocked: `${error.message}: ${error.hint}`, ...closesNothing }
    return bySequencer
  }
}

const descriptorOf = (raw: RawMidi): FoundOutput => ({
  out: { by: 'descriptor', fd: raw.fd, byteMs: usbByteMs },
  [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
})

/** What the sequencer calls a port: client and port number at the end of its name. */
function addressOf(name: string): { client: number; port: number } | undefined {
  const [, client, port] = / (\d+):(\d+)$/.exec(name) ?? []
  return client === undefined ? undefined : { client: Number(client), port: Number(port) }
}

/** The kernel gives each device of a card 32 ports (sound/core/seq/seq_midi.c); its file is the first. */
function isFirstSocket(path: string, name: string): boolean {
  const device = /midiC\d+D(\d+)$/.exec(path)?.[1]
  return device !== undefined && addressOf(name)?.port === Number(device) * 32
}

/** Whoever plays it through the sequencer lets us do the same. */
function isShared(name: string, clients: readonly SequencerClient[]): boolean {
  const address = addressOf(name)
  const client = clients.find(({ number }) => number === address?.client)
  return (client?.writers.get(address?.port ?? -1)?.length ?? 0) > 0
}
