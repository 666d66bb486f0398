import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { HubError } from '#core/errors.ts'

/** Whom a datagram came from, or goes to. */
export type UdpPeer = { readonly host: string; readonly port: number }

export type UdpEars = {
  hear(bytes: Uint8Array, from: UdpPeer): void
  /** The socket is gone; called once, and not when we closed it ourselves. */
  lost(why: string): void | Promise<void>
}

export type UdpLine = AsyncDisposable & {
  /** Where it listens; the port is the one that was given where 0 was asked for. */
  readonly at: UdpPeer
  /** A datagram that cannot be sent is lost, as on the way. */
  send(bytes: Uint8Array, to: UdpPeer): void
}

/**
 * Listens for datagrams. Throws 'port-busy' where another program listens there, 'port-refused' where
 * the address is none of this machine's.
 * @example await using line = await openUdp({ host: '0.0.0.0', port: 9000 }, { hear, lost })
 */
export async function openUdp(place: UdpPeer, ears: UdpEars): Promise<UdpLine> {
  const socket = createSocket(isIPv6(place.host) ? 'udp6' : 'udp4')
  let open = true
  const bound = Promise.withResolvers<void>()
  socket.once('listening', bound.resolve)
  socket.once('error', bound.reject)
  try {
    socket.bind({ address: place.host, port: place.port, exclusive: true })
    await bound.promise
  } catch (cause) {
    socket.close()
    throw bindError(place, cause as NodeJS.ErrnoException)
  }
  const { address, port } = socket.address()
  socket.off('error', bound.reject)
  socket.on('message', (bytes, { address: host, port: from }) => {
    if (open) ears.hear(bytes, { host, port: from })
  })
  socket.on('error', (error) => {
    if (!open) return
    open = false
    socket.close()
    void ears.lost(`the network failed (${error.message})`)
  })

  return {
    at: { host: address, port },
    send(bytes, to) {
      if (open) socket.send(bytes, to.port, to.host, () => {})
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        if (!open) return resolve()
        open = false
        socket.close(() => resolve())
      }),
  }
}

function bindError({ host, port }: UdpPeer, cause: NodeJS.ErrnoException): HubError {
  if (cause.code === 'EADDRINUSE') {
    return new HubError('port-busy', `another program listens on UDP port ${port}`, {
      hint: `Close that program, or give the device another port than ${port}.`,
      cause,
    })
  }
  if (cause.code === 'EACCES') {
    return new HubError('port-refused', `we may not listen on UDP port ${port}`, {
      hint: 'Choose a port above 1023, such as 9000.',
      cause,
    })
  }
  return new HubError('port-refused', `we cannot listen at ${host}:${port}`, {
    hint: 'Use 0.0.0.0, or an address of this machine.',
    cause,
  })
}
