import { join } from 'node:path'
import type { Shelf } from '#firmware-bridge/descriptions/shelf.ts'
import { fileError } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'

/** The descriptions of devices, read when somebody first asks for them: a hub at rest needs none. */
export function lazyShelf({ dataDir, log }: { dataDir: string; log: Log }) {
  let opened: Promise<Shelf> | undefined

  async function open(): Promise<Shelf> {
    const { openShelf, shippedDevices } = await import('#firmware-bridge/descriptions/shelf.ts')
    const own = join(dataDir, 'devices')
    return openShelf({ shipped: shippedDevices, own, log, onChange() {} })
  }

  return {
    shelf: (): Promise<Shelf> =>
      (opened ??= open().catch((cause: unknown) => {
        // Whoever asks next may find the folder mended.
        opened = undefined
        throw fileError(cause, join(dataDir, 'devices'))
      })),
    async [Symbol.asyncDispose]() {
      const shelf = await opened?.catch(() => undefined)
      await shelf?.[Symbol.asyncDispose]()
    },
  }
}
