import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { fileError } from '#runtime/files.ts'

/** Writes down what goes over the line of a device, so that a simulator can play it again. */
export type Recorder = AsyncDisposable & {
  /** Begins a recording; the file it goes to. Throws 'port-busy' where one runs, and what a disk refuses. */
  start(
    device: string,
    about: { readonly transport: string; readonly description: string },
  ): Promise<string>
  /**
   * Ends it; how many bytes went over the line. Throws 'not-found' where none runs, and what a disk
   * refused since.
   */
  stop(device: string): Promise<{ readonly file: string; readonly bytes: number }>
  /** Something went over the line; nothing happens where it is not recorded. */
  heard(device: string, to: 'hub' | 'device', bytes: Uint8Array): void
}

type Recording = {
  readonly file: string
  readonly stream: WriteStream
  readonly startMs: number
  bytes: number
}

/**
 * A recording is lines of JSON: first what was recorded, then `{ "ms", "to", "hex" }` a piece.
 * @param folder where they go; made when it is first needed
 */
export function openRecorder({ folder, clock }: { folder: string; clock: Clock }): Recorder {
  const running = new Map<string, Recording>()
  const starting = new Set<string>()

  async function begin(file: string, heading: object): Promise<WriteStream> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 })
    await once(stream, 'open')
    // A disk that is full ends the recording, not the playing; `stop` says so.
    stream.on('error', () => {})
    stream.write(`${JSON.stringify(heading)}\n`)
    return stream
  }

  async function end(device: string): Promise<Recording> {
    const recording = running.get(device)
    if (!recording)
      throw new HubError('not-found', `${device} is not being recorded`, {
        hint: 'Begin with rigsong devices record.',
      })
    running.delete(device)
    recording.stream.end()
    await finished(recording.stream).catch((cause: unknown) => {
      throw fileError(cause, recording.file)
    })
    return recording
  }

  return {
    async start(device, about) {
      if (running.has(device) || starting.has(device))
        throw new HubError('port-busy', `${device} is being recorded already`, {
          hint: 'End that recording first.',
        })
      const date = clock.date()
      const file = join(folder, `${device}-${date.replace(/[:.]/g, '-')}.ndjson`)
      starting.add(device)
      try {
        const stream = await begin(file, { recorded: date, device, ...about })
        running.set(device, { file, stream, startMs: clock.now(), bytes: 0 })
      } catch (cause) {
        throw fileError(cause, file)
      } finally {
        starting.delete(device)
      }
      return file
    },
    async stop(device) {
      const { file, bytes } = await end(device)
      return { file, bytes }
    },
    heard(device, to, bytes) {
      const recording = running.get(device)
      if (!recording) return
      recording.bytes += bytes.length
      const ms = Math.round((clock.now() - recording.startMs) * 1000) / 1000
      const hex = Buffer.from(bytes).toString('hex')
      recording.stream.write(`${JSON.stringify({ ms, to, hex })}\n`)
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...running.keys()].map(end))
    },
  }
}
