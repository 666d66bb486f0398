import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import type { LiveSocket, Wire } from './live-socket.ts'

/** A client that asked to speak over a WebSocket. */
export type Upgrade = {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** The door to ws: sockets in, our own words out. */
export type Sockets = AsyncDisposable & {
  /** Speaks rigsong.live.v1 with whoever came in with this key. */
  live(upgrade: Upgrade, key: string, seat: (wire: Wire) => LiveSocket): void
  /** Sends out whoever came in with this key. */
  dismiss(key: string): void
  /** Hands a stream of MQTT bytes on. */
  mqtt(upgrade: Upgrade, accept: (stream: Duplex, request: IncomingMessage) => void): void
  /** How many pages are there. */
  count(): number
}

type Seat = { readonly key: string; readonly socket: LiveSocket; answered: boolean }

const liveProtocol = 'rigsong.live.v1'
export const mqttProtocols: readonly string[] = ['mqtt', 'mqttv3.1']
/** A page that says nothing for so long is gone, and its notes with it. */
const silenceMs = 5000

export const liveProtocols: readonly string[] = [liveProtocol]

/** Whether the client offers one of these subprotocols. */
export const offers = (request: IncomingMessage, protocols: readonly string[]): boolean =>
  (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .some((one) => protocols.includes(one.trim()))

export function openSockets(): Sockets {
  const options = { noServer: true, perMessageDeflate: false } as const
  const pages = new WebSocketServer({
    ...options,
    maxPayload: 16 * 1024,
    handleProtocols: () => liveProtocol,
  })
  const mqtt = new WebSocketServer({
    ...options,
    maxPayload: 1024 * 1024,
    handleProtocols: (offered) => mqttProtocols.find((one) => offered.has(one)) ?? false,
  })
  const seated = new Map<WebSocket, Seat>()
  const watch = setInterval(() => {
    for (const [page, seat] of seated) {
      if (!seat.answered) page.terminate()
      seat.answered = false
      page.ping()
    }
  }, silenceMs).unref()

  return {
    live({ request, socket, head }, key, seat) {
      pages.handleUpgrade(request, socket, head, (page) => {
        const place: Seat = { key, answered: true, socket: seat(wireOf(page)) }
        seated.set(page, place)
        page.on('pong', () => {
          place.answered = true
        })
        page.on('message', (data, isBinary) => place.socket.receive(isBinary ? '' : String(data)))
        // A frame that breaks the protocol; 'close' follows.
        page.on('error', () => {})
        page.on('close', () => {
          seated.delete(page)
          place.socket.end()
        })
      })
    },
    dismiss(key) {
      for (const [page, seat] of seated)
        if (seat.key === key) page.close(1008, 'access was taken back')
    },
    mqtt({ request, socket, head }, accept) {
      mqtt.handleUpgrade(request, socket, head, (client) => {
        accept(createWebSocketStream(client), request)
      })
    },
    count: () => seated.size,
    async [Symbol.asyncDispose]() {
      clearInterval(watch)
      // Now, while the bus still takes the notes that they release.
      for (const [page, { socket }] of seated) {
        socket.end()
        page.close(1001, 'the hub is closing')
      }
      for (const client of [...pages.clients, ...mqtt.clients]) client.terminate()
    },
  }
}

const wireOf = (page: WebSocket): Wire => ({
  send: (text) => page.send(text),
  get buffered() {
    return page.bufferedAmount
  },
  close: (code, reason) => page.close(code, reason),
})
