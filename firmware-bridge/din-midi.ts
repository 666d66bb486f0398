import { HubError } from '#core/errors.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { type MidiFault, midiStreamParser } from '#core/midi/stream-parser.ts'
import { openSerial, type SerialEars, type SerialLine } from './transports/serial.ts'

/** MIDI 1.0, 5-pin DIN: 31,250 bits a second, 10 bits a byte. */
export const dinBaud = 31_250
export const dinByteMs = 10_000 / dinBaud

/** How a DIN port is; `hint` says what to do where it is not live. */
export type DinStatus =
  | { readonly status: 'opening' }
  | { readonly status: 'live' }
  | { readonly status: 'absent'; readonly hint: string }
  | { readonly status: 'refused'; readonly hint: string }

/** Who hears a DIN port. */
export type DinEars = {
  /** A whole message, in full form without running status. */
  hear(message: MidiMessage, bytes: Uint8Array): void
  fault?(fault: MidiFault): void
  changed(status: DinStatus): void
  /** The line is open and `fd` may be written to, until `closing` has returned. */
  opened(line: { readonly fd: number }): void
  closing(): void | Promise<void>
}

export type DinPort = AsyncDisposable & {
  status(): DinStatus
  /** Says that the line is dead, as a writer learns from EIO. */
  reportLoss(why: string): void
}

const firstRetryMs = 100
const lastRetryMs = 1000
const maxSysexBytes = 8192

/**
 * Keeps a DIN MIDI port open: opens it, and opens it again whenever it comes back, trying at least
 * once a second.
 */
export function keepDinPort(
  path: string,
  ears: DinEars,
  { open = openSerial }: { open?: typeof openSerial } = {},
): DinPort {
  let status: DinStatus = { status: 'opening' }
  let line: SerialLine | undefined
  let retry: NodeJS.Timeout | undefined
  let retryMs = firstRetryMs
  let closed = false
  const parser = midiStreamParser({
    onMessage: ears.hear,
    maxSysexBytes,
    ...(ears.fault && { onFault: ears.fault }),
  })

  const lineEars: SerialEars = {
    hear: (bytes) => parser.push(bytes),
    async lost(why) {
      become({ status: 'absent', hint: `${why}; it plays again when it is plugged back in` })
      await ears.closing()
      line = undefined
      again()
    },
  }

  function become(next: DinStatus): void {
    const same = next.status === status.status && hintOf(next) === hintOf(status)
    status = next
    if (!same) ears.changed(next)
  }

  function again(): void {
    if (closed) return
    retry = setTimeout(() => void tryOpen(), retryMs)
    retryMs = Math.min(lastRetryMs, retryMs * 2)
  }

  async function tryOpen(): Promise<void> {
    parser.reset()
    try {
      const opened = await open(path, dinBaud, lineEars)
      if (closed) return await opened[Symbol.asyncDispose]()
      line = opened
      retryMs = firstRetryMs
      ears.opened(opened)
      become({ status: 'live' })
    } catch (error) {
      become(statusAfter(error))
      again()
    }
  }

  let trying = tryOpen()
  void trying.then(() => {
    trying = Promise.resolve()
  })

  return {
    status: () => status,
    reportLoss: (why) => line?.reportLoss(why),
    async [Symbol.asyncDispose]() {
      if (closed) return
      closed = true
      clearTimeout(retry)
      await trying
      if (!line) return
      await ears.closing()
      await line[Symbol.asyncDispose]()
      line = undefined
    },
  }
}

const hintOf = (status: DinStatus): string => ('hint' in status ? status.hint : '')

function statusAfter(error: unknown): DinStatus {
  const hint = error instanceof HubError ? error.hint : String(error)
  const missing = error instanceof HubError && error.code === 'port-missing'
  return { status: missing ? 'absent' : 'refused', hint }
}
