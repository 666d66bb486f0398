import { HubError } from '#core/errors.ts'
import { didYouMean } from '#core/nearest-word.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import type { Rig, RigDevice } from '#core/rig/rig.ts'
import type { Transport } from '#core/rig/transports.ts'
import type { House } from './house.ts'
import type { LiveFeed } from './live/live-feed.ts'

type Wanted = { readonly transport?: Transport; readonly description?: string }

/** The transport and title of what is to be added. Throws where its description does not fit. */
export async function kindOf(
  { transport, description }: Wanted,
  { shelf }: House,
): Promise<{ transport: Transport; title?: string }> {
  if (description === undefined) {
    if (transport !== undefined) return { transport }
    throw new HubError('bad-request', 'what kind of device is it?', {
      hint: 'Say its transport, such as din, or its description, such as knob-box.',
    })
  }
  const known = await shelf()
  const found = known.find(description)
  if (!found) throw noDescription(description, known.all())
  if (transport === undefined || transport === found.transport) return found
  throw new HubError('device-mismatch', `${description} speaks ${found.transport}`, {
    hint: `Leave the transport out, or say ${found.transport}.`,
  })
}

/** Throws where the rig has this port by another name: two would fight for it, or play everything twice. */
export function refuseTwin(
  { devices }: Rig,
  { id, port, transport }: Pick<RigDevice, 'port' | 'transport'> & { readonly id?: string },
  feed: LiveFeed,
): void {
  // A device that is both has one name for its MIDI and its serial port.
  const isMidi = (one: Transport): boolean => one === 'usb-midi'
  const names = (feed.state('ports')?.ports ?? [])
    .filter(({ kind }) => (kind === 'midi') === isMidi(transport))
    .filter(({ name, path }) => name === port || path === port)
    .flatMap(({ name, path }) => [name, path])
  const holder = devices.find(
    (one) =>
      one.id !== id &&
      one.port !== port &&
      isMidi(one.transport) === isMidi(transport) &&
      names.includes(one.port),
  )
  if (holder)
    throw new HubError('port-busy', `${port} is ${holder.port}, the port of ${holder.id}`, {
      hint: `Remove ${holder.id} first, or name another port.`,
    })
}

function noDescription(word: string, all: readonly DeviceDescription[]): HubError {
  const meant = didYouMean(
    word,
    all.map(({ id }) => id),
  )
  return new HubError('not-found', `there is no description ${word}`, {
    hint: `${meant}rigsong devices known lists them.`,
  })
}
