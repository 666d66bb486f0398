import type { CPU } from 'avr8js'

/** The serial port of the chip, seen from its two leads. */
export type Uart = {
  /** Bytes that come in one after the other, each as long as it lasts at the chip's own baud. */
  receive(bytes: Iterable<number>): void
  /** How many bytes have not yet come in. */
  waiting(): number
  /** Bits a second, as the firmware has set it. */
  baud(): number
}

/** A byte has left; its last bit ended at this cycle. */
type Sent = (byte: number, atCycle: number) => void

const [UCSRA, UCSRB, UCSRC, UBRRL, UBRRH, UDR] = [0xc0, 0xc1, 0xc2, 0xc4, 0xc5, 0xc6]
const [RXC, TXC, UDRE, DOR, U2X, MPCM] = [0x80, 0x40, 0x20, 0x08, 0x02, 0x01]
const [RXEN, TXEN] = [0x10, 0x08]

const onUart = (address: number, mask: number) => ({
  address,
  flagRegister: UCSRA,
  flagMask: mask,
  enableRegister: UCSRB,
  enableMask: mask,
})
// Both are levels: they ask again until the register has been read or filled.
const received = { ...onUart(0x24, RXC), constant: true }
const empty = { ...onUart(0x26, UDRE), constant: true }
const sentAll = onUart(0x28, TXC)

/**
 * USART0 of an ATmega328P as its data sheet has it (DS40002061, section 19): one byte in the shift
 * register and one behind it on the way out, two on the way in, so that bytes follow each other
 * without a gap. avr8js has one of its own, with one byte each way.
 */
export function uart(cpu: CPU, hz: number, sent: Sent): Uart {
  const { data } = cpu
  const fifo: number[] = []
  const line: number[] = []
  let coming = false
  let comesBy = 0
  let leaving: number | undefined
  let next: number | undefined
  let leavesBy = 0

  data[UCSRA] = UDRE
  data[UCSRB] = 0
  data[UCSRC] = 0x06

  const bitCycles = (): number =>
    (((data[UBRRH]! << 8) | data[UBRRL]!) + 1) * (data[UCSRA]! & U2X ? 8 : 16)
  // A start bit, eight bits and a stop bit or two; parity is not for us.
  const byteCycles = (): number => bitCycles() * (data[UCSRC]! & 0x08 ? 11 : 10)

  function leave(byte: number): void {
    leaving = byte
    leavesBy = Math.max(leavesBy, cpu.cycles) + byteCycles()
    cpu.addClockEvent(left, leavesBy - cpu.cycles)
  }

  function left(): void {
    sent(leaving!, leavesBy)
    leaving = undefined
    if (next === undefined) {
      cpu.setInterruptFlag(sentAll)
    } else {
      leave(next)
      next = undefined
      cpu.setInterruptFlag(empty)
    }
  }

  function come(): void {
    coming = line.length > 0
    if (!coming) return
    comesBy = Math.max(comesBy, cpu.cycles) + byteCycles()
    cpu.addClockEvent(came, comesBy - cpu.cycles)
  }

  function came(): void {
    const byte = line.shift()!
    if (data[UCSRB]! & RXEN) {
      if (fifo.length < 2) fifo.push(byte)
      else data[UCSRA]! |= DOR
      cpu.setInterruptFlag(received)
    }
    come()
  }

  cpu.writeHooks[UCSRA] = (value, old) => {
    const kept = RXC | UDRE | 0x1c | (value & TXC ? 0 : TXC)
    data[UCSRA] = (old & kept) | (value & (U2X | MPCM))
    if (value & TXC) cpu.clearInterrupt(sentAll)
    return true
  }
  cpu.writeHooks[UCSRB] = (value) => {
    data[UCSRB] = value
    if (!(value & RXEN)) {
      fifo.length = 0
      cpu.clearInterrupt(received)
    }
    for (const one of [received, empty, sentAll]) cpu.updateInterruptEnable(one, value)
    return true
  }
  cpu.readHooks[UDR] = () => {
    const byte = fifo.shift() ?? 0
    data[UCSRA]! &= ~DOR
    if (fifo.length === 0) cpu.clearInterrupt(received)
    return byte
  }
  cpu.writeHooks[UDR] = (value) => {
    if (!(data[UCSRB]! & TXEN)) return true
    if (leaving === undefined) {
      leave(value)
    } else {
      next = value
      cpu.clearInterrupt(empty)
    }
    return true
  }

  return {
    receive(bytes) {
      line.push(...bytes)
      if (!coming) come()
    },
    waiting: () => line.length,
    baud: () => Math.round(hz / bitCycles()),
  }
}
