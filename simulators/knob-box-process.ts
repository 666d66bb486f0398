import { setTimeout as sleep } from 'node:timers/promises'
import { simulateBoard } from './avr/board.ts'
import { knobBoxFlash } from './avr/firmware.ts'
import type { Twin } from './avr/twin.ts'

/** A knob box: an Arduino Uno with our own firmware, six knobs, eight buttons and four lights. */
const [knobs, buttons, lights] = [6, 8, 4]
const firstButtonPin = 2
const firstLightPin = 10

let playing: AbortController | undefined

/** From 0; throws for one that the box has not. */
function indexOf(name: string | undefined, kind: string, count: number): number {
  const number = Number(new RegExp(`^${kind}-(\\d)$`).exec(name ?? '')?.[1])
  if (number >= 1 && number <= count) return number - 1
  throw new Error(`there is no ${name}; say ${kind}-1 to ${kind}-${count}`)
}

const buttonPin = (name: string | undefined): number =>
  firstButtonPin + indexOf(name, 'button', buttons)

/** Sweeps a knob and strikes the buttons one after the other, until it is told to rest. */
async function play(twin: Twin, { signal }: AbortController): Promise<void> {
  for (let step = 0; !signal.aborted; step++) {
    const pin = firstButtonPin + (Math.floor(step / 20) % buttons)
    twin.turn(0, 0.5 + 0.5 * Math.sin(step / 60))
    if (step % 20 === 0) twin.press(pin)
    if (step % 20 === 5) twin.lift(pin)
    await sleep(25)
  }
}

await simulateBoard({
  name: 'knob-box',
  flash: knobBoxFlash(),
  ready: {
    transport: 'hub-frames',
    description: 'knob-box',
    says: 'turn knob-1 0.5; press button-1, lift button-1; play moves by itself, rest; unplug, plug, quit',
  },
  commands: (twin) => ({
    turn: {
      words: 'turn <knob> <0..1>',
      do: ([knob, share]) => twin.turn(indexOf(knob, 'knob', knobs), Number(share)),
    },
    press: { words: 'press <button>', do: ([button]) => twin.press(buttonPin(button)) },
    lift: { words: 'lift <button>', do: ([button]) => twin.lift(buttonPin(button)) },
    play: {
      words: 'play',
      do() {
        playing?.abort()
        playing = new AbortController()
        void play(twin, playing)
      },
    },
    rest: {
      words: 'rest',
      do() {
        playing?.abort()
        for (let button = 0; button < buttons; button++) twin.lift(firstButtonPin + button)
      },
    },
  }),
  seen: new Map(
    Array.from({ length: lights }, (_, i) => [
      firstLightPin + i,
      ({ is }) => `light ${i + 1} ${is === 'off' ? 'off' : 'on'}`,
    ]),
  ),
})
process.exit(0)
