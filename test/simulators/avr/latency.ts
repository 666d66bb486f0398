import { boardParser } from '#firmware-bridge/hub-frames/codec.ts'
import { knobBoxFlash, standardFirmataFlash } from '#simulators/avr/firmware.ts'
import { cyclesPerMs, openTwin, type SentByte, type Twin } from '#simulators/avr/twin.ts'

/** What a board said once its last bit was on the wire. */
type Said =
  | { readonly says: 'analog'; readonly channel: number; readonly value: number }
  | { readonly says: 'pressed'; readonly pressed: boolean }
type Reader = (sent: SentByte, hear: (said: Said) => void) => void

/** A firmware, how it is asked to speak, and how it is understood. */
export type Subject = {
  readonly name: string
  readonly channels: number
  readonly flash: () => Uint8Array
  /** How long it takes to boot. */
  readonly bootMs: number
  readonly ask: readonly number[]
  /** The pin of the button that is pressed. */
  readonly button: number
  readonly reader: () => Reader
}

export const firmata = (channels: number, everyMs: number): Subject => ({
  name: `Firmata, ${everyMs} ms`,
  channels,
  flash: standardFirmataFlash,
  bootMs: 2100,
  ask: [
    ...[0xf0, 0x7a, everyMs & 0x7f, everyMs >> 7, 0xf7],
    ...Array.from({ length: channels }, (_, i) => [0xc0 | i, 1]).flat(),
    // Pin 2 is an input, with its port reported.
    ...[0xf4, 2, 0, 0xd0, 1],
  ],
  button: 2,
  reader: firmataReader,
})

export const knobBox = (channels: number): Subject => ({
  name: 'knob box, 250,000',
  channels,
  flash: knobBoxFlash,
  bootMs: 20,
  ask: [],
  button: 2,
  reader: hubFrameReader,
})

function firmataReader(): Reader {
  let message: number[] = []
  return ({ byte }, hear) => {
    if (byte >= 0x80) message = []
    message.push(byte)
    if (message.length !== 3) return
    const [status, low, high] = message as [number, number, number]
    const value = low | (high << 7)
    if (status >> 4 === 0xe) hear({ says: 'analog', channel: status & 0xf, value })
    if (status === 0x90) hear({ says: 'pressed', pressed: (value & 4) !== 0 })
  }
}

function hubFrameReader(): Reader {
  let hear: (said: Said) => void
  const parser = boardParser({
    word(word) {
      if (word.says === 'analog')
        for (const { channel, value } of word.values) hear({ says: 'analog', channel, value })
      if (word.says === 'edge') hear({ says: 'pressed', pressed: (word.pressed & 1) !== 0 })
    },
    fault: ({ fault }) => assertNever(fault),
  })
  return ({ byte }, ears) => {
    hear = ears
    parser.push(Uint8Array.of(byte))
  }
}

function assertNever(fault: string): never {
  throw new Error(`the board sent a frame that is ${fault}`)
}

/** Times from a change outside to the last bit that tells of it, in cycles, and what it all cost. */
export type Latency = {
  readonly subject: Subject
  readonly analogCycles: readonly number[]
  readonly buttonCycles: readonly number[]
  readonly valuesPerSecond: number
  readonly bytesPerSecond: number
}

/**
 * Steps knob 0 and the button at odd times while the other knobs never rest, in emulated time.
 * @param ms how long, after it has booted
 */
export function latencyOf(subject: Subject, ms: number): Latency {
  const twin = openTwin(subject.flash())
  twin.run(subject.bootMs)
  twin.receive(subject.ask)
  twin.run(100)
  twin.sent()
  const read = subject.reader()
  const startCycle = twin.cycles()
  const analog = stepped((up) => twin.turn(0, up ? 0.75 : 0.25))
  const button = stepped((up) => (up ? twin.press(subject.button) : twin.lift(subject.button)))
  let values = 0
  let bytes = 0

  for (const atMs of oddTimes(ms)) {
    twin.runTo(startCycle + Math.round(atMs.atMs * cyclesPerMs))
    for (const sent of twin.sent()) {
      bytes += 1
      read(sent, (said) => {
        if (said.says === 'pressed') return button.heard(said.pressed, sent.atCycle)
        values += 1
        if (said.channel === 0) analog.heard(said.value >= 512, sent.atCycle)
      })
    }
    if (atMs.what === 'stir') stir(twin, subject.channels, atMs.atMs)
    if (atMs.what === 'step') analog.step(twin.cycles())
    if (atMs.what === 'press') button.step(twin.cycles())
  }
  return {
    subject,
    analogCycles: analog.cycles,
    buttonCycles: button.cycles,
    valuesPerSecond: (values * 1000) / ms,
    bytesPerSecond: (bytes * 1000) / ms,
  }
}

/** Something with two states that is changed, and how long each change took to be heard. */
function stepped(set: (up: boolean) => void) {
  const cycles: number[] = []
  let up = false
  let changedAt: number | undefined
  return {
    cycles,
    step(nowCycle: number) {
      // One that was not heard of yet is still on its way.
      if (changedAt !== undefined) return
      up = !up
      changedAt = nowCycle
      set(up)
    },
    heard(isUp: boolean, atCycle: number) {
      if (changedAt === undefined || isUp !== up) return
      cycles.push(atCycle - changedAt)
      changedAt = undefined
    },
  }
}

function stir(twin: Twin, channels: number, atMs: number): void {
  for (let channel = 1; channel < channels; channel++)
    twin.turn(channel, 0.5 + 0.4 * Math.sin(atMs / 50 + channel))
}

/** When what is done: the same odd times on every run, so that no phase of the board is favoured. */
function oddTimes(ms: number) {
  const every = (what: 'stir' | 'step' | 'press', everyMs: number) =>
    Array.from({ length: Math.floor(ms / everyMs) }, (_, i) => ({ what, atMs: (i + 1) * everyMs }))
  const all = [...every('stir', 1.003), ...every('step', 23.357), ...every('press', 41.713)]
  return all.sort((a, b) => a.atMs - b.atMs)
}
