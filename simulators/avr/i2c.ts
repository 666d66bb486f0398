import { AVRTWI, type CPU, type TWIEventHandler, twiConfig } from 'avr8js'

/** A device on the two wires of I2C. */
export type I2cDevice = {
  /** Seven bits. */
  readonly address: number
  /** It is spoken to. */
  begin(direction: 'write' | 'read'): void
  /** Whether it takes the byte. */
  write(byte: number): boolean
  read(): number
}

/** The I2C master of the chip with devices on it; every byte takes its nine bits of the bus clock. */
export function i2cBus(cpu: CPU, hz: number, devices: readonly I2cDevice[]): void {
  const twi = new AVRTWI(cpu, twiConfig, hz)
  let partner: I2cDevice | undefined
  const after = (bits: number, done: () => void): void => {
    cpu.addClockEvent(done, Math.round((bits * hz) / twi.sclFrequency))
  }
  twi.eventHandler = {
    start: () => after(1, () => twi.completeStart()),
    stop() {
      partner = undefined
      // The hardware says nothing when a stop is over; the firmware looks at the bit.
      twi.completeStop()
    },
    connectToSlave(address, write) {
      partner = devices.find((device) => device.address === address)
      partner?.begin(write ? 'write' : 'read')
      after(9, () => twi.completeConnect(partner !== undefined))
    },
    writeByte(byte) {
      const taken = partner?.write(byte) ?? false
      after(9, () => twi.completeWrite(taken))
    },
    readByte() {
      const byte = partner?.read() ?? 0xff
      after(9, () => twi.completeRead(byte))
    },
  } satisfies TWIEventHandler
}
