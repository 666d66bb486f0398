import { WebSocket } from 'ws'
import { jsonOf } from './any-json.ts'
import type { Failure, Line } from './provider.ts'
import { failureOfStranger } from './refusals.ts'
import { StreamEnded, soon, tooLong } from './stream.ts'

/** A WebSocket to a service outside as a line of messages. */
export type SocketLine = {
  send(message: object): void
  /** The next message that fits; throws StreamEnded when none comes in time or the line ends. */
  next(fits: (message: unknown) => boolean): Promise<unknown>
  close(): void
}

export type SocketLineParts = Pick<Line, 'quietMs' | 'signal'> & {
  /** What a close means: its code and its words. */
  failureOf(code: number, reason: string): Failure
  /** More bytes in all are no answer to us. */
  readonly mostBytes: number
}

/** Ten seconds of sound in base64, and more than that is not sent at once. */
const longestMessage = 4 * 2 ** 20
/** A message nests a handful deep: one that is all brackets would only keep us reading. */
const mostBrackets = 10_000

/**
 * Opens a line; resolves when the other side has agreed, throws StreamEnded where it does not. The
 * address may hold a key, so that it is called nowhere else and no error of the socket is passed on.
 */
export async function openSocketLine(
  address: string,
  { quietMs, signal, failureOf, mostBytes }: SocketLineParts,
): Promise<SocketLine> {
  const socket = new WebSocket(address, {
    // Both are so unless said otherwise: a key goes nowhere else, and nothing is unpacked.
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: longestMessage,
  })
  const waiting: unknown[] = []
  let bytes = 0
  let opened = false
  let ended: Failure | undefined
  let wake = (): void => {}

  const hear = (message: unknown): void => {
    waiting.push(message)
    wake()
  }
  const end = (failure: Failure): void => {
    ended ??= failure
    wake()
  }
  socket.on('open', () => {
    opened = true
    hear(agreed)
  })
  socket.on('message', (data: Buffer) => {
    bytes += data.length
    if (bytes > mostBytes || isDeep(data)) {
      end(tooLong)
      socket.terminate()
    } else hear(jsonOf(data.toString()))
  })
  socket.on('unexpected-response', (request, { statusCode = 0 }) => {
    end(failureOfStranger(statusCode))
    request.destroy()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    const isTooLong = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
    end(isTooLong ? tooLong : { why: opened ? 'cut-off' : 'unreachable' })
  })
  socket.on('close', (code, reason) => end(failureOf(code, reason.toString())))

  async function one(): Promise<unknown> {
    for (;;) {
      if (waiting.length > 0) return waiting.shift()
      if (ended) throw new StreamEnded(ended)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  const line: SocketLine = {
    send: (message) => socket.send(JSON.stringify(message)),
    async next(fits) {
      for (;;) {
        const message = await soon(one(), quietMs, signal)
        if (fits(message)) return message
      }
    },
    close() {
      socket.removeAllListeners('message')
      socket.close()
    },
  }
  try {
    await line.next((message) => message === agreed)
    return line
  } catch (error) {
    line.close()
    throw error
  }
}

/** What stands first in the line, before all messages. */
const agreed = Symbol('agreed')

function isDeep(message: Buffer): boolean {
  let brackets = 0
  for (const sign of message) if (sign === opening.list || sign === opening.object) brackets += 1
  return brackets > mostBrackets
}

const opening = { list: '['.charCodeAt(0), object: '{'.charCodeAt(0) }
