import {
  AVRADC,
  AVREEPROM,
  AVRIOPort,
  AVRTimer,
  adcConfig,
  avrInstruction,
  CPU,
  EEPROMMemoryBackend,
  eepromConfig,
  PinState,
  portBConfig,
  portCConfig,
  portDConfig,
  timer0Config,
  timer1Config,
  timer2Config,
} from 'avr8js'
import { type I2cDevice, i2cBus } from './i2c.ts'
import { type Uart, uart } from './uart.ts'

/** An Arduino Uno: 16 MHz, 32 kB of flash, 2 kB of RAM. */
export const unoHz = 16_000_000
export const unoFlashBytes = 32 * 1024
const ramBytes = 2048
const volts = 5

/** Pin 0 to 13, and 14 to 19 for A0 to A5, by port and bit. */
const pinCount = 20
const analogCount = 6
const ports = [
  { config: portDConfig, first: 0, bits: 8 },
  { config: portBConfig, first: 8, bits: 6 },
  { config: portCConfig, first: 14, bits: analogCount },
] as const

/** What is heard from the board, each at its cycle since power was put on. */
export type UnoEars = {
  sent(byte: number, atCycle: number): void
  /** A pin that the firmware drives has this level now. */
  level?(pin: number, high: boolean, atCycle: number): void
}

/** What is wired to the board, which stays when it is reset. */
export type Wiring = {
  /** The voltage of each analog channel, 0 to 5. */
  readonly volts: number[]
  /** Pins whose button is held down, and the level that it gives them. */
  readonly pressed: Map<number, boolean>
  readonly i2c: readonly I2cDevice[]
  readonly eeprom: EEPROMMemoryBackend
}

/** A board under power. */
export type Uno = {
  readonly uart: Uart
  cycles(): number
  /** Runs up to this cycle, or an instruction further. */
  runTo(cycle: number): void
  /**
   * Closes or opens the button of a pin. It is wired as the firmware wants it when it is pressed: to
   * ground where that pulls the pin up, else to 5 V with a resistor to ground.
   */
  press(pin: number, down: boolean): void
  turn(channel: number, volts: number): void
}

export const unwired = (i2c: readonly I2cDevice[] = []): Wiring => ({
  volts: Array.from({ length: analogCount }, () => 0),
  pressed: new Map(),
  i2c,
  eeprom: new EEPROMMemoryBackend(1024),
})

/** Puts power on a board with this flash memory. */
export function powerUno(flash: Uint8Array, wiring: Wiring, ears: UnoEars): Uno {
  const program = new Uint16Array(flash.buffer.slice(0))
  const cpu = new CPU(program, ramBytes)
  const gpio = ports.map(({ config }) => new AVRIOPort(cpu, config))
  for (const config of [timer0Config, timer1Config, timer2Config]) new AVRTimer(cpu, config)
  new AVREEPROM(cpu, wiring.eeprom, eepromConfig)
  const adc = new AVRADC(cpu, adcConfig)
  adc.avcc = volts
  adc.channelValues.splice(0, analogCount, ...wiring.volts)
  i2cBus(cpu, unoHz, wiring.i2c)
  const serial = uart(cpu, unoHz, ears.sent)
  const last: PinState[] = Array.from({ length: pinCount }, () => PinState.Input)

  function settle(port: number): void {
    const { first, bits } = ports[port]!
    for (let bit = 0; bit < bits; bit++) {
      const pin = first + bit
      const state = gpio[port]!.pinState(bit)
      if (state === last[pin]) continue
      last[pin] = state
      if (state === PinState.Low || state === PinState.High)
        ears.level?.(pin, state === PinState.High, cpu.cycles)
      else wire(port, bit)
    }
  }

  const isPulledUp = (port: number, bit: number): boolean =>
    gpio[port]!.pinState(bit) === PinState.InputPullUp

  /** Gives an input its level, which avr8js leaves low where it is pulled up. */
  function wire(port: number, bit: number): void {
    const held = wiring.pressed.get(ports[port]!.first + bit)
    gpio[port]!.setPin(bit, held ?? isPulledUp(port, bit))
  }

  for (const [port, one] of gpio.entries()) {
    one.addListener(() => settle(port))
    for (let bit = 0; bit < ports[port]!.bits; bit++) wire(port, bit)
  }

  return {
    uart: serial,
    cycles: () => cpu.cycles,
    runTo: runner(cpu, program),
    press(pin, down) {
      const port = ports.findIndex(({ first, bits }) => pin >= first && pin < first + bits)
      if (port === -1) throw new Error(`an Uno has no pin ${pin}`)
      const bit = pin - ports[port]!.first
      if (!down) wiring.pressed.delete(pin)
      else if (!wiring.pressed.has(pin)) wiring.pressed.set(pin, !isPulledUp(port, bit))
      wire(port, bit)
    },
    turn(channel, to) {
      if (wiring.volts[channel] === undefined) throw new Error(`an Uno has no A${channel}`)
      wiring.volts[channel] = to
      adc.channelValues[channel] = to
    },
  }
}

const SLEEP = 0x9588
/** Sleep mode control; without its lowest bit SLEEP does nothing. */
const SMCR = 0x53

/** Runs the processor; asleep it leaps from one event of its hardware to the next. */
function runner(cpu: CPU, program: Uint16Array): (cycle: number) => void {
  const hidden = cpu as unknown as { readonly nextClockEvent: { readonly cycles: number } | null }
  /** Where it sleeps; an interrupt takes it away from there. */
  let bed = -1
  const sleep = (until: number): void => {
    while (cpu.pc === bed && cpu.cycles < until) {
      cpu.cycles = Math.max(cpu.cycles, Math.min(until, hidden.nextClockEvent?.cycles ?? until))
      cpu.tick()
    }
    if (cpu.pc !== bed) bed = -1
  }
  return (cycle) => {
    if (bed !== -1) sleep(cycle)
    while (cpu.cycles < cycle) {
      const sleeps = program[cpu.pc] === SLEEP && (cpu.data[SMCR]! & 1) === 1
      avrInstruction(cpu)
      if (sleeps) bed = cpu.pc
      cpu.tick()
      if (sleeps) sleep(cycle)
    }
  }
}
