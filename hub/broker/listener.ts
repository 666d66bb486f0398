import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { HubError } from '#core/errors.ts'

export type Listener = {
  /** Resolves with the port that is listened on; 0 asks for any free one. */
  listen(where: { readonly host: string; readonly port: number }): Promise<number>
  /** No new connections from now on; those that are there go on. */
  stopListening(): Promise<void>
}

const deadPeerAfterMs = 60_000

/** Listens on TCP, in one place or several. */
export function tcpListener(accept: (socket: Socket, address: string) => void): Listener {
  const servers = new Set<Server>()
  return {
    async listen({ host, port }) {
      const server = createServer({ noDelay: true }, (socket) => {
        // Finds peers that went without a word and asked for no keepalive.
        socket.setKeepAlive(true, deadPeerAfterMs)
        accept(socket, plainAddress(socket.remoteAddress))
      })
      server.listen(port, host)
      await once(server, 'listening').catch((cause) => {
        throw listenError(cause, port)
      })
      servers.add(server)
      const bound = server.address()
      return typeof bound === 'object' && bound ? bound.port : port
    },
    async stopListening() {
      // Without waiting for close: that comes when the last connection ends.
      for (const server of servers) server.close()
      servers.clear()
    },
  }
}

/** An address as one writes it, also where IPv4 comes through an IPv6 socket. */
export const plainAddress = (address = 'unknown'): string => address.replace(/^::ffff:/i, '')

function listenError(cause: NodeJS.ErrnoException, port: number): HubError {
  if (cause.code === 'EADDRINUSE') {
    return new HubError('port-busy', `port ${port} is taken`, {
      hint: `Another broker may run here. Stop it, or set RIGSONG_MQTT_PORT to another port than ${port}.`,
      cause,
    })
  }
  return new HubError('port-refused', `port ${port} cannot be opened: ${cause.message}`, {
    hint: `Set RIGSONG_MQTT_PORT to a port this user may open, instead of ${port}.`,
    cause,
  })
}
