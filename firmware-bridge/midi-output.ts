import type { PresentPort } from '#core/rig/present-port.ts'
import type { MidiOut } from './driver.ts'
import type { cardOutputHolder } from './transports/card-output.ts'
import type { SequencerClient } from './transports/sequencer-clients.ts'

/** The way to play a device, as it was found. */
export type FoundOutput = {
  readonly out?: MidiOut
  /** Why there is none, although the device has one. */
  readonly blocked?: string
}

/** What is known of where a port is. */
export type MidiPort = Partial<Pick<PresentPort, 'path' | 'sequencer'>>

export type OutputParts = {
  readonly holder: typeof cardOutputHolder
  readonly clients: () => readonly SequencerClient[]
}

/**
 * Finds how a port is played: through the sequencer, beside every other program that plays it so. A
 * program that writes to the card's own file has the card for itself; then it is said who that is.
 * @param name of the port at the sequencer; undefined where nobody can play it
 */
export async function findOutput(
  { path }: MidiPort,
  name: string | undefined,
  { holder, clients }: OutputParts,
): Promise<FoundOutput> {
  if (name === undefined) return {}
  const other = path !== undefined && isFirstSocket(path, name) && (await holder(path))
  if (other && !isShared(name, clients()))
    return {
      blocked: `${other} holds the output ${path}: Close it, or let it play through the ALSA sequencer.`,
    }
  return { out: { by: 'sequencer', name, at: isCard(name) ? 'card' : 'program' } }
}

/** What the sequencer calls a port: client and port number at the end of its name. */
function addressOf(name: string): { client: number; port: number } | undefined {
  const [, client, port] = / (\d+):(\d+)$/.exec(name) ?? []
  return client === undefined ? undefined : { client: Number(client), port: Number(port) }
}

/** Cards have the numbers from 16 to 127, programs those above (sound/core/seq/seq_clientmgr.c). */
function isCard(name: string): boolean {
  const { client = 0 } = addressOf(name) ?? {}
  return client >= 16 && client < 128
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
