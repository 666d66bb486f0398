import { u16, wireBytes, wireFrame } from './wire.ts'

/** What is on a board, and what it calls itself. */
export type BoardParts = {
  readonly name: string
  readonly firmware: string
  readonly analogs: number
  readonly buttons: number
  readonly lights: number
}

export const knobBox: BoardParts = {
  name: 'knob-box',
  firmware: '1.0.0',
  analogs: 6,
  buttons: 8,
  lights: 4,
}

/** What becomes of a frame on its way: the bytes that go over the wire, in pieces. */
export type Behaviour = (frame: readonly number[], board: SimulatedBoard) => readonly number[]

/** A board that speaks hub frames, in TypeScript: what it says goes to `say`, at once. */
export type SimulatedBoard = {
  /** Puts power on, or pushes reset. */
  start(): void
  hear(bytes: Iterable<number>): void
  /** @param value 0 to 1023 */
  turn(channel: number, value: number): void
  /** Values of several knobs in one frame. */
  turnAll(values: ReadonlyMap<number, number>): void
  press(button: number): void
  lift(button: number): void
  log(text: string): void
  behave(behaviour: Behaviour): void
}

export type BoardEars = {
  say(bytes: readonly number[]): void
  nowMs(): number
  light?(light: number, on: boolean): void
}

export function simulatedBoard(parts: BoardParts, ears: BoardEars): SimulatedBoard {
  const values = Array<number>(parts.analogs).fill(0)
  let pressed = 0
  let lit = 0
  let seq = 0
  let beganMs = ears.nowMs()
  let coded: number[] = []
  let behaviour: Behaviour = behaviours.none

  function send(type: number, payload: readonly number[]): void {
    const ms = Math.floor(ears.nowMs() - beganMs)
    const bytes = behaviour(wireBytes({ type, seq: seq++, ms, payload }), board)
    if (bytes.length > 0) ears.say(bytes)
  }

  const hello = (): void =>
    send(0x01, [
      ...[1, parts.analogs, parts.buttons, parts.lights],
      ...[parts.name.length, ...Buffer.from(parts.name, 'ascii')],
      ...[parts.firmware.length, ...Buffer.from(parts.firmware, 'ascii')],
    ])

  function analog(channels: readonly number[]): void {
    const mask = channels.reduce((all, channel) => all + 2 ** channel, 0)
    const inOrder = [...channels].sort((a, b) => a - b)
    send(0x02, [...u16(mask), ...inOrder.flatMap((channel) => u16(values[channel]!))])
  }

  const edge = (changed: number): void => send(0x03, [...u16(pressed), ...u16(changed)])

  function set(lights: number): void {
    for (let light = 0; light < parts.lights; light++) {
      const on = (lights >> light) % 2 === 1
      if (on !== ((lit >> light) % 2 === 1)) ears.light?.(light, on)
    }
    lit = lights
  }

  function obey(type: number, payload: readonly number[]): void {
    if (type === 0x81) {
      hello()
      analog([...values.keys()])
      edge(0)
    }
    if (type === 0x82) set(payload[0]! + payload[1]! * 256)
    if (type === 0x83) send(0x04, payload)
  }

  function hold(button: number, down: boolean): void {
    const bit = 2 ** button
    if (button >= parts.buttons) throw new Error(`there are ${parts.buttons} buttons`)
    if (pressed % (bit * 2) >= bit === down) return
    pressed += down ? bit : -bit
    edge(bit)
  }

  function turnAll(turned: ReadonlyMap<number, number>): void {
    for (const [channel, value] of turned) {
      if (channel >= parts.analogs) throw new Error(`there are ${parts.analogs} knobs`)
      values[channel] = value
    }
    analog([...turned.keys()])
  }

  const board: SimulatedBoard = {
    start() {
      seq = 0
      beganMs = ears.nowMs()
      coded = []
      set(0)
      hello()
    },
    hear(bytes) {
      for (const byte of bytes) {
        if (byte !== 0) {
          coded.push(byte)
          continue
        }
        const frame = wireFrame(coded)
        coded = []
        if (frame) obey(frame.type, frame.payload)
      }
    },
    turn: (channel, value) => turnAll(new Map([[channel, value]])),
    turnAll,
    press: (button) => hold(button, true),
    lift: (button) => hold(button, false),
    log: (text) => send(0x05, [...Buffer.from(text, 'ascii')]),
    behave(next) {
      behaviour = next
    },
  }
  return board
}

/** Ways in which frames come to harm; each counts for itself. */
export const behaviours = {
  none: (frame) => frame,
  /** Every frame is lost. */
  mutes: () => [],
  /** Every third frame is lost. */
  drops: everyThird(() => []),
  /** Every third frame has a bit that is wrong. */
  corrupts: everyThird((frame) => frame.map((byte, i) => (i === 2 ? byte ^ 0x10 || 1 : byte))),
  /** Every third frame breaks off in the middle, and the board starts anew. */
  restarts: everyThird((frame, board) => {
    queueMicrotask(board.start)
    return frame.slice(0, 4)
  }),
  /** Between two frames something else was on the line. */
  babbles: (frame) => [...frame, 0xf9, 2, 4, 0xf0, 0x79, 0xf7, 0],
} as const satisfies Record<string, Behaviour>
export type BehaviourName = keyof typeof behaviours

function everyThird(harm: Behaviour): Behaviour {
  let count = 0
  return (frame, board) => (++count % 3 === 0 ? harm(frame, board) : frame)
}
