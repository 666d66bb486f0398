import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { networkInterfaces } from 'node:os'
import type { Endpoint } from './codec.ts'

/** A way to the peers on one network: one socket that hears the group, one that speaks and is answered. */
export type LinkWay = Disposable & {
  /** The address of this machine in that network. */
  readonly address: string
  /** Where we can be reached by who was told. */
  readonly port: number
  toAll(bytes: Uint8Array): void
  to(peer: Endpoint, bytes: Uint8Array): void
}

export type Hear = (bytes: Uint8Array, from: Endpoint, way: LinkWay) => void

/** Where peers of a session meet. */
export const linkGroup = { address: '224.76.78.75', port: 20_808 } as const

/** The addresses of this machine that a session can be joined by, the loopback among them. */
export const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address)

/**
 * Opens a way by this address. Rejects where the network lets nobody join the group.
 * @param lost it broke later; close it
 */
export async function openWay(
  address: string,
  { port, hear, lost }: { port: number; hear: Hear; lost: (why: string) => void },
): Promise<LinkWay> {
  const heard = createSocket({ type: 'udp4', reuseAddr: true })
  const own = createSocket({ type: 'udp4' })
  function close(): void {
    for (const socket of [heard, own]) {
      socket.removeAllListeners()
      // What was on its way when it closed fails with nobody to tell.
      socket.on('error', () => {})
      socket.close()
    }
  }
  try {
    await bound(heard, port, linkGroup.address)
    heard.addMembership(linkGroup.address, address)
    await bound(own, 0, address)
    own.setMulticastInterface(address)
    own.setMulticastLoopback(true)
    own.setMulticastTTL(2)
  } catch (cause) {
    close()
    throw cause
  }
  const failed = (error: Error | null): void => {
    if (error) lost(error.message)
  }
  const way: LinkWay = {
    address,
    port: own.address().port,
    toAll: (bytes) => own.send(bytes, port, linkGroup.address, failed),
    // A peer that is gone is no fault of the way.
    to: (peer, bytes) => own.send(bytes, peer.port, peer.address, () => {}),
    [Symbol.dispose]: close,
  }
  const take = (bytes: Uint8Array, from: RemoteInfo): void => hear(bytes, from, way)
  for (const socket of [heard, own]) {
    socket.on('message', take)
    socket.on('error', failed)
    socket.unref()
  }
  return way
}

function bound(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(port, address, () => {
      socket.off('error', reject)
      resolve()
    })
  })
}
