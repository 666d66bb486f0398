import { connect } from 'node:net'
import { HubError } from '#core/errors.ts'

/** Who listens to a TCP line from the moment it opens. */
export type TcpEars = {
  hear(bytes: Uint8Array): void
  /** The line is gone; called once, and not when we closed it ourselves. */
  lost(why: string): void | Promise<void>
}

export type TcpLine = AsyncDisposable & {
  write(bytes: Uint8Array): void
  /** Says that the line is dead, as a peer that stopped answering. */
  reportLoss(why: string): void
}

export type TcpPlace = { readonly host: string; readonly port: number }

const openWithinMs = 3000
/** A peer that vanished without a word is noticed by the kernel's own questions. */
const keepAliveMs = 10_000

/**
 * Opens a TCP line to something that speaks like a serial port, such as a WiFi adapter for a car.
 * Throws 'port-missing' where nobody answers within 3 s, 'port-refused' where the address is none.
 * @example await using line = await openTcp({ host: '192.168.0.10', port: 35_000 }, { hear, lost })
 */
export async function openTcp(place: TcpPlace, ears: TcpEars): Promise<TcpLine> {
  const socket = connect({ ...place, noDelay: true })
  socket.setKeepAlive(true, keepAliveMs)
  let state: 'open' | 'losing' | 'closed' = 'open'

  const lose = (why: string): void => {
    if (state !== 'open') return
    state = 'losing'
    socket.destroy()
    void ears.lost(why)
  }

  // Before it opens, so that a peer that speaks first is heard.
  socket.on('data', (bytes: Buffer) => {
    if (state === 'open') ears.hear(bytes)
  })
  const opened = Promise.withResolvers<void>()
  const late = setTimeout(() => opened.reject(new Error('it does not answer')), openWithinMs)
  socket.once('connect', opened.resolve)
  socket.once('error', opened.reject)
  try {
    await opened.promise
  } catch (cause) {
    socket.destroy()
    throw openError(place, cause as NodeJS.ErrnoException)
  } finally {
    clearTimeout(late)
  }
  socket.on('error', (error) => lose(`the connection broke (${error.message})`))
  socket.once('close', () => lose('the other end closed the connection'))

  return {
    write(bytes) {
      if (state === 'open') socket.write(bytes)
    },
    reportLoss: lose,
    async [Symbol.asyncDispose]() {
      state = 'closed'
      socket.destroy()
    },
  }
}

function openError({ host, port }: TcpPlace, cause: NodeJS.ErrnoException): HubError {
  const name = `${host}:${port}`
  if (cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN') {
    return new HubError('port-missing', `there is no machine named ${host}`, {
      hint: 'Check its name, or write its address in numbers.',
      cause,
    })
  }
  if (cause.code === 'EACCES' || cause.code === 'EPERM') {
    return new HubError('port-refused', `we may not connect to ${name}`, {
      hint: 'Check the firewall of this machine.',
      cause,
    })
  }
  return new HubError('port-missing', `nobody answers at ${name}`, {
    hint: 'Check that it is switched on, and that this machine is in its network.',
    cause,
  })
}
