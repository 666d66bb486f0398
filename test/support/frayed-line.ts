import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP line to a port of loopback that can be cut, and mended, at will. */
export type FrayedLine = AsyncDisposable & {
  readonly port: number
  /** Drops every connection without a word, and takes no new one until it is mended. */
  cut(): void
  mend(): void
}

export async function openFrayedLine(to: number): Promise<FrayedLine> {
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    if (!whole) return void near.resetAndDestroy()
    near.pipe(far).pipe(near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')

  const cut = (): void => {
    whole = false
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: address.port,
    cut,
    mend: () => {
      whole = true
    },
    async [Symbol.asyncDispose]() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
