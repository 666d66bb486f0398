import { writeSync } from 'node:fs'
import { HubError } from '#core/errors.ts'
import type { SequencerPlace } from '#firmware-bridge/driver.ts'
import { type SequencerOutput, sequencerOutput } from '#firmware-bridge/transports/alsa.ts'
import type { WriteBytes } from './output-line.ts'

/** What takes the bytes of each output in the clock's own thread. */
export type OutputWriters = {
  toDescriptor(output: number, fd: number): WriteBytes
  /** To a port of the sequencer by its name; one of our own is made. */
  toSequencer(output: number, name: string, at: SequencerPlace): WriteBytes
  /** Closes what was opened for this output; a descriptor stays whose it was. */
  close(output: number): void
  closeAll(): void
}

/**
 * Writers that never throw: once a line is dead, `failed` hears of it and what is left is swallowed,
 * until the live thread has heard it too and detaches the output.
 */
export function outputWriters(failed: (output: number, why: string) => void): OutputWriters {
  const ports = new Map<number, SequencerOutput>()
  const swallow: WriteBytes = (_bytes, _at, length) => length

  return {
    toDescriptor(output, fd) {
      let broken = false
      return (bytes, at, length) => {
        if (broken) return length
        try {
          return writeSync(fd, bytes, at, length)
        } catch (error) {
          const why = (error as NodeJS.ErrnoException).code ?? String(error)
          if (why === 'EAGAIN' || why === 'EINTR') return 0
          broken = true
          failed(output, why)
          return length
        }
      }
    },
    toSequencer(output, name, at) {
      try {
        const port = sequencerOutput({ name, at })
        ports.set(output, port)
        return port.write
      } catch (error) {
        failed(output, error instanceof HubError ? error.message : String(error))
        return swallow
      }
    },
    close(output) {
      ports.get(output)?.[Symbol.dispose]()
      ports.delete(output)
    },
    closeAll() {
      for (const port of ports.values()) port[Symbol.dispose]()
      ports.clear()
    },
  }
}
