import { once } from 'node:events'
import WebSocket from 'ws'

export type LiveClient = AsyncDisposable & {
  send(message: unknown): void
  /** The next message that fits, also one that came before it was asked for. */
  next<T = Record<string, unknown>>(fits: (message: unknown) => boolean): Promise<T>
  readonly closed: Promise<{ code: number; reason: string }>
  readonly socket: WebSocket
}

export const isOp =
  (op: string) =>
  (message: unknown): boolean =>
    (message as { op?: string }).op === op

export type LiveWords = {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocol?: string
}

/** An open socket on /live; rejects with the status where it is refused. */
export async function openLive(url: string, words: LiveWords = {}): Promise<LiveClient> {
  const address = `${url.replace('http', 'ws')}/live`
  const socket = new WebSocket(address, words.protocol ?? 'rigsong.live.v1', {
    headers: words.headers,
  })
  const heard: unknown[] = []
  const waiting: { fits: (message: unknown) => boolean; resolve: (message: unknown) => void }[] = []
  socket.on('message', (data) => {
    const message: unknown = JSON.parse(String(data))
    const at = waiting.findIndex(({ fits }) => fits(message))
    if (at >= 0) waiting.splice(at, 1)[0]!.resolve(message)
    else heard.push(message)
  })
  const closed = once(socket, 'close').then(([code, reason]) => ({ code, reason: String(reason) }))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.once('unexpected-response', (_, answer) => reject(new Error(String(answer.statusCode))))
  })
  return {
    socket,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next<T>(fits: (message: unknown) => boolean) {
      const at = heard.findIndex(fits)
      if (at >= 0) return Promise.resolve(heard.splice(at, 1)[0] as T)
      return new Promise<T>((resolve) => {
        waiting.push({ fits, resolve: (message) => resolve(message as T) })
      })
    },
    async [Symbol.asyncDispose]() {
      socket.close()
      await closed
    },
  }
}
