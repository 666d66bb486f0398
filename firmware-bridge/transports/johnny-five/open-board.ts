import { HubError } from '#core/errors.ts'
import { type FirmataBoard, type FirmataEars, notFirmata, silent } from '../../firmata/board.ts'
import { firmataParser } from '../../firmata/messages.ts'
import { openSerial } from '../serial.ts'
import { beginLife, type Life } from './life.ts'

/** A little less than anybody waits for it, so that there is time to say what came instead. */
const patienceMs = 3800

/**
 * Opens a board with StandardFirmata. johnny-five is handed its line: it opens no port, looks for none
 * and prints nothing. Throws as `openSerial` does.
 * @param baud bits a second; 57,600 for StandardFirmata
 */
export async function openBoard(
  path: string,
  baud: number,
  ears: FirmataEars,
  { open = openSerial }: { open?: typeof openSerial } = {},
): Promise<FirmataBoard> {
  // Loaded with the first board: a rig without one does without.
  const [{ default: five }, { default: firmata }] = await Promise.all([
    import('johnny-five'),
    import('firmata-io'),
  ])
  const modules = { five, Firmata: firmata.Firmata }
  let life: Life | undefined
  /** Bytes since it was asked what it is: those that were Firmata, and those that were not. */
  let [understood, noise] = [0, 0]

  const parser = firmataParser({
    message(bytes) {
      understood += bytes.length
      ears.heard()
      life?.hear(bytes)
    },
    noise(count) {
      noise += count
      // Before it is known what it is, half a message or the noise of its start is nothing special.
      if (life?.isReady()) ears.fault(`${count} bytes were no Firmata`)
    },
  })
  const line = await open(path, baud, {
    hear: parser.push,
    lost: ears.lost,
  })

  return {
    async identify(signal) {
      life?.end()
      understood = 0
      noise = 0
      const mine = beginLife(modules, { path, line, ears, patienceMs })
      life = mine
      const late = new AbortController()
      const timer = setTimeout(() => late.abort(), patienceMs)
      try {
        return await mine.shakeHands(AbortSignal.any([signal, late.signal]))
      } catch (cause) {
        if (cause instanceof HubError) throw cause
        signal.throwIfAborted()
        throw noise > understood ? notFirmata(path, cause) : silent(path, cause)
      } finally {
        clearTimeout(timer)
      }
    },
    ask: async () => life?.ask(),
    async [Symbol.asyncDispose]() {
      life?.end()
      life = undefined
      await line[Symbol.asyncDispose]()
    },
  }
}
