import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { DeviceEars, MidiOut, OpenDriver } from '../driver.ts'
import { keepPort } from '../keep-port.ts'
import { liveHint } from '../live-hint.ts'
import { findOutput, type MidiPort, type OutputParts } from '../midi-output.ts'
import { openSequencerInput, type SequencerEars, sequencerPorts } from '../transports/alsa.ts'
import { cardOutputHolder } from '../transports/card-output.ts'
import { sequencerClients } from '../transports/sequencer-clients.ts'

/** What the driver opens; a test puts its own there. */
export type UsbMidiParts = OutputParts & {
  readonly ports: typeof sequencerPorts
  readonly openInput: typeof openSequencerInput
}

/** A port that is heard, and played where it can be. */
type MidiLine = AsyncDisposable & {
  out(): MidiOut | undefined
  /** Why it cannot be played. */
  blocked(): string | undefined
  /** Looks again for a way to play it. */
  retry(): Promise<void>
  /** How many messages came and were lost, at least. */
  lost(): number
}

const lookEveryMs = 1000
/** Only a person can make another program let go of an output. */
const retryLooks = 5
/** MIDI 1.0: who sent active sensing (FE) once sends it again within 300 ms, or is gone. */
const sensingMs = 330

/**
 * Keeps a MIDI device or program open: hears it through the ALSA sequencer, and hands out how it is
 * played. That it is there is known from presence alone: a handle of the sequencer never says that the
 * device is gone.
 */
export const openUsbMidi: OpenDriver<'usb-midi'> = usbMidi({
  ports: sequencerPorts,
  openInput: openSequencerInput,
  holder: cardOutputHolder,
  clients: sequencerClients,
})

export function usbMidi(parts: UsbMidiParts): OpenDriver<'usb-midi'> {
  return ({ place, description }, ears, world) => {
    const hint = liveHint(ears.changed)
    const player = inTurn(ears)
    let senses = false
    let lost = 0
    let looks = 0

    function opened(line: MidiLine): void {
      lost = 0
      hint.say(line.blocked())
      player.open(line)
    }

    async function look(line: MidiLine): Promise<void> {
      const lostNow = line.lost()
      if (lostNow > lost) {
        ears.fault(`at least ${lostNow - lost} MIDI messages are lost: they came too fast`)
        lost = lostNow
        // A release may be among them.
        player.renew()
      }
      looks += 1
      if (line.blocked() === undefined || looks % retryLooks !== 0) return
      await line.retry()
      hint.say(line.blocked())
      if (line.out()) player.renew()
    }

    const kept = keepPort<MidiLine>({
      place,
      presence: world.presence,
      random: world.random,
      kind: 'midi',
      async open(port, { heard }) {
        senses = false
        return openLine(port, parts, {
          clock: world.clock,
          ears: {
            hear(message, bytes, atMs) {
              if (message.type === 'active-sensing') senses = true
              heard()
              ears.midi(message, bytes, atMs)
            },
            fault: ears.fault,
          },
        })
      },
      opened,
      closing: player.close,
      changed: hint.changed,
      silentMs: () => (senses ? sensingMs : description.silentMs),
      pingMs: lookEveryMs,
      ping(line) {
        look(line).catch((cause) => world.log.warn('MIDI output not opened', { cause }))
      },
    })

    return {
      status: () => hint.of(kept.status()),
      reportLoss: kept.reportLoss,
      // Its lights are MIDI messages, which the clock worker writes.
      set() {},
      [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
    }
  }
}

async function openLine(
  port: MidiPort,
  parts: UsbMidiParts,
  { clock, ears }: { clock: Clock; ears: SequencerEars },
): Promise<MidiLine> {
  const { sequencer: name } = port
  const { inputs, outputs } = parts.ports()
  const isHeard = name !== undefined && inputs.includes(name)
  const isPlayed = name !== undefined && outputs.includes(name)
  if (!isHeard && !isPlayed) {
    throw new HubError('port-missing', 'ALSA shows no such MIDI port', {
      hint: 'It comes a second after the plugging in; else look with aconnect -l.',
    })
  }
  await using opening = new AsyncDisposableStack()
  const input = isHeard ? opening.use(parts.openInput(name, ears, { clock })) : undefined
  const find = () => findOutput(port, isPlayed ? name : undefined, parts)
  let output = await find()
  const held = opening.move()
  return {
    out: () => output.out,
    blocked: () => output.blocked,
    async retry() {
      output = await find()
    },
    lost: () => input?.lost() ?? 0,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/** Says opened and closing in turn, also where a line is let go of and taken up again while it stays. */
function inTurn(ears: Pick<DeviceEars, 'opened' | 'closing'>) {
  let line: MidiLine | undefined
  let isOpen = false
  let turn = Promise.resolve()

  function begin(): void {
    isOpen = true
    ears.opened(line?.out())
  }

  async function end(): Promise<void> {
    if (!isOpen) return
    isOpen = false
    await ears.closing()
  }

  const next = (step: () => Promise<void>): Promise<void> => {
    turn = turn.catch(() => {}).then(step)
    return turn
  }

  return {
    open(opened: MidiLine): void {
      line = opened
      begin()
    },
    close(): Promise<void> {
      line = undefined
      return next(end)
    },
    /** Releases what it holds, and takes the output that it has now. */
    renew(): void {
      void next(async () => {
        await end()
        if (line) begin()
      })
    },
  }
}
