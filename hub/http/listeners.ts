import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Duplex } from 'node:stream'
import { HubError } from '#core/errors.ts'
import type { PortSetting } from '#runtime/config.ts'

/** What speaks on every address. */
export type Speaker = {
  request(request: IncomingMessage, response: ServerResponse): void
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

export type Reach = 'loopback' | 'everywhere'

/** Where the hub listens. Moving to other addresses cuts nobody off. */
export type Listeners = AsyncDisposable & {
  /**
   * Listens at this port or (where nobody chose it) the next free one.
   * Throws HubError 'port-busy' or 'port-refused'.
   */
  listen(port: PortSetting, reach: Reach): Promise<number>
  /** Listens on every address at the port it has. Throws as listen does, and stays where it was. */
  widen(port: number): Promise<void>
}

const portsTried = 20

export function openListeners(speaker: Speaker): Listeners {
  const servers = new Set<Server>()

  const listen = async (host: string, port: number): Promise<number> => {
    const server = createServer(speaker.request)
    // A client that sends its request drop by drop would hold its place for ever.
    server.headersTimeout = 15_000
    server.requestTimeout = 60_000
    server.on('upgrade', speaker.upgrade)
    server.listen({ host, port, ipv6Only: host === '::1' })
    await once(server, 'listening')
    servers.add(server)
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : port
  }

  const loopback = async (wanted: number): Promise<number> => {
    const port = await listen('127.0.0.1', wanted)
    try {
      await listen('::1', port)
    } catch (cause) {
      // No IPv6 is fine. Another program on localhost's other address would answer in our place.
      if (codeOf(cause) === 'EADDRINUSE') {
        await stopListening(servers)
        throw cause
      }
    }
    return port
  }

  const everywhere = async (port: number): Promise<number> => {
    try {
      return await listen('::', port)
    } catch (cause) {
      if (codeOf(cause) === 'EADDRINUSE') throw cause
      return listen('0.0.0.0', port)
    }
  }

  return {
    async listen({ port, chosen }, reach) {
      const last = chosen || port === 0 ? port : Math.min(port + portsTried, 65_535)
      const open = reach === 'loopback' ? loopback : everywhere
      for (let at = port; ; at++) {
        try {
          return await open(at)
        } catch (cause) {
          if (codeOf(cause) !== 'EADDRINUSE' || at >= last) throw portError(cause, port)
        }
      }
    },

    async widen(port) {
      // The old addresses must be free first; their connections live on.
      await stopListening(servers)
      try {
        await everywhere(port)
      } catch (cause) {
        await loopback(port)
        throw portError(cause, port)
      }
    },

    async [Symbol.asyncDispose]() {
      await stopListening(servers)
      for (const server of servers) server.closeAllConnections()
    },
  }
}

/** As net.Server closes, without the cutting of idle connections that http.Server adds. */
async function stopListening(servers: ReadonlySet<Server>): Promise<void> {
  for (const server of servers) if (server.listening) NetServer.prototype.close.call(server)
  // The descriptor is closed in the next turn.
  await new Promise((resolve) => setImmediate(resolve))
}

const codeOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : undefined

function portError(cause: unknown, port: number): unknown {
  switch (codeOf(cause) ?? '') {
    case 'EADDRINUSE':
      return new HubError('port-busy', `port ${port} is taken by another program`, {
        hint: 'End that program, or choose another port with RIGSONG_HTTP_PORT.',
        cause,
      })
    case 'EACCES':
      return new HubError('port-refused', `the system does not let us listen on port ${port}`, {
        hint: 'Choose a port above 1023 with RIGSONG_HTTP_PORT.',
        cause,
      })
    default:
      return cause
  }
}
