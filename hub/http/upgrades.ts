import { randomBytes } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { Broker } from '#hub/broker/broker.ts'
import type { Log } from '#runtime/log.ts'
import type { Asker } from './access/roles.ts'
import type { FlowsDoor } from './flows/flows-door.ts'
import type { LiveFeed } from './live/live-feed.ts'
import { liveSocket } from './live/live-socket.ts'
import { liveProtocols, mqttProtocols, offers, type Sockets, type Upgrade } from './live/sockets.ts'
import { problemOf } from './problem.ts'

export type UpgradeParts = {
  readonly sockets: Sockets
  readonly feed: LiveFeed
  readonly bus: Bus
  readonly broker: Pick<Broker, 'acceptWebSocket'> | undefined
  readonly flows: Pick<FlowsDoor, 'join'>
  readonly hub: string
  readonly clock: Clock
  readonly log: Log
  /** Checks Host and Origin, and says who asks. */
  readonly admit: (request: IncomingMessage) => Asker
}

type Door = (upgrade: Upgrade, asker: Asker) => void | Promise<void>

/** Requests that become sockets: /live for pages, /mqtt for the bus, what is below /flows/ for flows. */
export function upgrades(parts: UpgradeParts): (upgrade: Upgrade) => void {
  const seats = liveSeats(parts)
  const doors: Readonly<Record<string, Door>> = {
    '/live': seats,
    '/mqtt': (upgrade) => {
      if (!parts.broker) throw nothingAt('/mqtt')
      refuseOthers(upgrade.request, mqttProtocols)
      // User and password are checked by the broker, as on TCP.
      parts.sockets.mqtt(upgrade, parts.broker.acceptWebSocket)
    },
  }
  const doorOf = (path: string): Door | undefined =>
    path.startsWith('/flows/')
      ? parts.flows.join
      : Object.hasOwn(doors, path)
        ? doors[path]
        : undefined

  const enter = async (upgrade: Upgrade): Promise<void> => {
    const { request, socket } = upgrade
    // A client may be gone before it hears the refusal.
    socket.on('error', () => socket.destroy())
    try {
      const path = (request.url ?? '/').split('?')[0]!
      const asker = parts.admit(request)
      const door = doorOf(path)
      if (!door) throw nothingAt(path)
      await door(upgrade, asker)
    } catch (error) {
      refuse(socket, error)
    }
  }
  return (upgrade) => void enter(upgrade)
}

function liveSeats({ sockets, feed, bus, hub, clock, log }: UpgradeParts) {
  const taken = new Set<string>()
  return (upgrade: Upgrade, { role, id }: Asker): void => {
    if (role === 'nobody' || role === 'live') throw notSignedIn()
    refuseOthers(upgrade.request, liveProtocols)
    sockets.live(upgrade, id, (wire) => {
      const device = freeDevice(id, taken)
      taken.add(device)
      const play = (bytes: Uint8Array<ArrayBuffer>): void => {
        bus.publish('command-midi', bytes, { device }).catch((cause: unknown) => {
          log.warn('notes of a page not passed on', { device, cause })
        })
      }
      const socket = liveSocket({ wire, feed, clock, hub, role, device, play })
      return {
        receive: socket.receive,
        end() {
          taken.delete(device)
          socket.end()
        },
      }
    })
  }
}

/** A page that comes back is the same device again, unless its old socket is still there. */
function freeDevice(id: string, taken: ReadonlySet<string>): string {
  const short = id
    .slice(-6)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '0')
  let n = 1
  while (taken.has(`screen-${short}-${n}`)) n++
  return `screen-${short}-${n}`
}

function refuseOthers(request: IncomingMessage, protocols: readonly string[]): void {
  if (offers(request, protocols)) return
  throw new HubError('bad-request', 'this socket speaks another protocol', {
    hint: `Offer the subprotocol ${protocols[0]}.`,
  })
}

const nothingAt = (path: string): HubError =>
  new HubError('not-found', `there is no socket at ${path}`, {
    hint: 'There are /live, /mqtt and /flows/comms.',
  })

const notSignedIn = (): HubError =>
  new HubError('not-signed-in', 'this needs a session or a token', {
    hint: 'Open the page with an invite, or send Authorization: Bearer with a token of yours.',
  })

function refuse(socket: Duplex, error: unknown): void {
  const problem = problemOf(error, randomBytes(8).toString('hex'))
  const body = JSON.stringify(problem)
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? 'Refused'}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}
