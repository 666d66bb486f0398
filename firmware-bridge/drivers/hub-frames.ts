import { writeSync } from 'node:fs'
import { HubError } from '#core/errors.ts'
import type { OpenDriver } from '../driver.ts'
import { boardControls } from '../hub-frames/board-controls.ts'
import { boardTime } from '../hub-frames/board-time.ts'
import { type BoardFault, type BoardWord, boardParser, boardWriter } from '../hub-frames/codec.ts'
import { heldButtons } from '../hub-frames/held-buttons.ts'
import { lightSwitch } from '../hub-frames/light-switch.ts'
import { firmata, otherProtocol, silent, speaksFirmata, strange } from '../hub-frames/strangers.ts'
import { keepPort } from '../keep-port.ts'
import type { SerialLine } from '../transports/serial.ts'

const usualBaud = 250_000
const pingMs = 1000
const silentMs = 2500
/** A board that restarts when it is opened sits in its bootloader for a second or two. */
const askEveryMs = 400
const answerMs = 3600
/** Asking after every damaged frame would fill a bad line with questions. */
const restMs = 250

type BoardLine = SerialLine & {
  /** Settles when the board has said who it is, and is what is described. */
  readonly met: Promise<void>
  /** Whether anything came at all. */
  hasSpoken(): boolean
}

/** Keeps a board with our own firmware open, and reads and lights it by its description. */
export const openHubFrames: OpenDriver<'hub-frames'> = (device, ears, world) => {
  const { place, description } = device
  const controls = boardControls(description)
  const writer = boardWriter(world.clock.now)
  const time = boardTime()
  const switches = new Set(
    description.controls.filter(({ kind }) => kind === 'state').map(({ id }) => id),
  )
  const buttons = heldButtons({
    moved(button, down, atMs) {
      for (const id of controls.button(button)) ears.moved(id, down ? 1 : 0, atMs)
    },
    stands(button, down, atMs) {
      // A button that is found held down was not struck.
      for (const id of controls.button(button))
        if (switches.has(id)) ears.moved(id, down ? 1 : 0, atMs)
    },
  })
  /** The line while it plays. */
  let playing: BoardLine | undefined
  /** The state of now was not told since it was wanted. */
  let owed = false
  let askedAtMs = Number.NEGATIVE_INFINITY
  const lights = lightSwitch((mask) => playing?.write(writer.set(mask)))

  /** Asks for the state of now, or has it asked with the next ping. */
  function ask(): void {
    owed = true
    const nowMs = world.clock.now()
    if (nowMs - askedAtMs < restMs) return
    askedAtMs = nowMs
    playing?.write(writer.askHello())
  }

  /** What the board says while it plays. */
  function take(word: BoardWord, boardMs: number): void {
    if (word.says === 'hello' && word.started) time.reset()
    const atMs = time.at(boardMs, world.clock.now())
    switch (word.says) {
      case 'hello':
        greet(word)
        break
      case 'other-protocol':
        playing?.reportLoss('another board answers')
        break
      case 'analog':
        for (const { channel, value } of word.values)
          for (const id of controls.analog(channel)) ears.moved(id, value, atMs)
        break
      case 'edge':
        buttons.edge(word.pressed, word.changed, atMs)
        break
      case 'log':
        world.log.info('board says', { device: device.id, text: word.text })
        break
      case 'pong':
        break
    }
  }

  function greet(hello: Extract<BoardWord, { says: 'hello' }>): void {
    if (controls.misfit(hello)) {
      playing?.reportLoss('another board answers')
      return
    }
    owed = false
    if (!hello.started) return
    // It knows of no question, and its lights are off.
    ask()
    lights.repeat()
  }

  function fault(fault: BoardFault): void {
    ears.fault(faultWords(fault))
    // An edge may have been among them.
    ask()
  }

  /** The line closes in a moment: what waits in a queue of ours would not be sent. */
  function leaveLights({ fd }: BoardLine): void {
    try {
      writeSync(fd, writer.set(controls.safeLights))
    } catch {
      // The board is gone, and its lights with it.
    }
  }

  async function open(
    path: string,
    { heard, lost }: { heard(): void; lost(why: string): void | Promise<void> },
  ): Promise<BoardLine> {
    const met = Promise.withResolvers<void>()
    // Nobody may be waiting for it yet.
    met.promise.catch(() => {})
    let spoken = false
    const parser = boardParser({
      word(word, boardMs) {
        heard()
        if (playing) take(word, boardMs)
        else meet(word, met)
      },
      fault: (what) => {
        if (playing) fault(what)
      },
    })
    const line = await world.openSerial(path, description.baud ?? usualBaud, {
      hear(bytes) {
        spoken = true
        if (!playing && speaksFirmata(bytes)) met.reject(firmata())
        parser.push(bytes)
      },
      lost,
    })
    return { ...line, met: met.promise, hasSpoken: () => spoken }
  }

  function meet(word: BoardWord, met: PromiseWithResolvers<void>): void {
    if (word.says === 'other-protocol') met.reject(otherProtocol(word.protocol))
    if (word.says !== 'hello') return
    const misfit = controls.misfit(word)
    if (misfit) met.reject(misfit)
    else met.resolve()
  }

  const kept = keepPort<BoardLine>({
    place,
    presence: world.presence,
    random: world.random,
    silentMs: description.silentMs ?? silentMs,
    pingMs,
    open: (port, lineEars) => open(pathOf(port), lineEars),
    async identify(line, signal) {
      const asking = setInterval(() => line.write(writer.askHello()), askEveryMs)
      try {
        line.write(writer.askHello())
        await Promise.race([line.met, nobody(line, signal)])
      } finally {
        clearInterval(asking)
      }
    },
    opened(line) {
      playing = line
      time.reset()
      askedAtMs = Number.NEGATIVE_INFINITY
      ask()
      lights.repeat()
      ears.opened()
    },
    ping(line) {
      if (owed) ask()
      line.write(writer.ping())
      lights.repeat()
    },
    closing() {
      lights.stop()
      if (playing) leaveLights(playing)
      playing = undefined
      buttons.forget()
      return ears.closing()
    },
    changed: ears.changed,
  })

  return {
    status: kept.status,
    reportLoss: kept.reportLoss,
    set(output, value) {
      const light = controls.light(output)
      if (light !== undefined) lights.set(light, value >= 0.5)
    },
    lend: kept.lend,
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  }
}

function pathOf({ path }: { readonly path?: string }): string {
  if (path !== undefined) return path
  throw new HubError('port-refused', 'hub frames need a serial port', {
    hint: 'Give the board the place of a serial port, such as /dev/ttyACM0.',
  })
}

/** Rejects when nobody has said who he is in time. */
const nobody = (line: BoardLine, signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const timer = setTimeout(() => reject(line.hasSpoken() ? strange() : silent()), answerMs)
    signal.addEventListener('abort', () => clearTimeout(timer))
  })

function faultWords(fault: BoardFault): string {
  switch (fault.fault) {
    case 'lost':
      return fault.frames === 1 ? 'a frame was lost' : `${fault.frames} frames were lost`
    case 'damaged':
      return 'a frame was damaged'
    case 'oversize':
      return 'a frame was too long'
    case 'malformed':
      return 'a frame made no sense'
  }
}
