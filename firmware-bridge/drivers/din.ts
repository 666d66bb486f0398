import { HubError } from '#core/errors.ts'
import { type MidiFault, midiStreamParser } from '#core/midi/stream-parser.ts'
import type { OpenDriver } from '../driver.ts'
import { keepPort } from '../keep-port.ts'
import type { SerialLine } from '../transports/serial.ts'

/** MIDI 1.0, 5-pin DIN: 31,250 bits a second, ten bits a byte. */
const dinBaud = 31_250
/** MIDI 1.0: who sent active sensing (FE) once sends something every 300 ms, or is gone. */
const sensingMs = 300
/** Cheap keyboards are a little late. */
const graceMs = 100
const maxSysexBytes = 8192

/** Keeps a serial MIDI port open, on a DIN interface or a pseudo-terminal. */
export const openDin: OpenDriver<'din'> = ({ place, description }, ears, world) => {
  const baud = description.baud ?? dinBaud
  let senses = false
  let atMs = 0
  const parser = midiStreamParser({
    onMessage(message, bytes) {
      if (message.type === 'active-sensing') senses = true
      ears.midi(message, bytes, atMs)
    },
    onFault: (fault) => ears.fault(wordsOf(fault)),
    maxSysexBytes,
  })

  const kept = keepPort<SerialLine>({
    place,
    presence: world.presence,
    random: world.random,
    silentMs: () => (senses ? sensingMs + graceMs : description.silentMs),
    open({ path }, { heard, lost }) {
      if (path === undefined) throw noSerial()
      // What was cut off, and who sensed, went with the line before this one.
      parser.reset()
      senses = false
      return world.openSerial(path, baud, {
        hear(bytes) {
          atMs = world.clock.now()
          parser.push(bytes)
          heard()
        },
        lost,
      })
    },
    opened: ({ fd }) => ears.opened({ by: 'descriptor', fd, byteMs: 10_000 / baud }),
    closing: () => ears.closing(),
    changed(status) {
      // Somebody else may speak next, who does not sense.
      if (status.status === 'suspect') senses = false
      ears.changed(status)
    },
  })

  return {
    status: kept.status,
    reportLoss: kept.reportLoss,
    // Lights on a MIDI device are MIDI messages, which its writer sends.
    set() {},
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  }
}

const wordsOf = (fault: MidiFault): string =>
  'byte' in fault ? `${fault.type} ${fault.byte.toString(16)}` : `${fault.type} ${fault.bytes}`

const noSerial = (): HubError =>
  new HubError('port-refused', 'this is no serial port', {
    hint: 'Give it a place such as /dev/ttyUSB0.',
  })
