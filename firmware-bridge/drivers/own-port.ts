import type { DeviceStatus } from '#core/rig/device-status.ts'
import type { OpenDriver } from '../driver.ts'
import { midiSystem } from '../transports/midi-library.ts'
import { openVirtualInput } from '../transports/virtual-midi.ts'

/** What our MIDI port is called, in and out, where other programs choose one. */
export const ownPortName = 'Rigsong'

/** What the driver opens; a test puts its own there. */
export type OwnPortParts = {
  readonly system: typeof midiSystem
  readonly openInput: typeof openVirtualInput
}

/**
 * Our own port at the ALSA sequencer: what other programs play into "Rigsong" is heard like a device,
 * and what the hub plays is sent from "Rigsong" to whoever listens. It is no device that comes and
 * goes: where the machine has no MIDI system it stays absent until presence says that things changed.
 */
export const openOwnPort: OpenDriver<'usb-midi'> = ownPort({
  system: midiSystem,
  openInput: openVirtualInput,
})

export function ownPort(parts: OwnPortParts): OpenDriver<'usb-midi'> {
  return (_device, ears, { clock, presence, log }) => {
    let status: DeviceStatus = { status: 'opening' }
    let input: AsyncDisposable | undefined
    let ended = false
    // One step after the other: presence may change while the port is being opened.
    let turn = Promise.resolve()

    function become(next: DeviceStatus): void {
      const same = next.status === status.status && next.hint === status.hint
      status = next
      if (!same && !ended) ears.changed(status)
    }

    async function open(): Promise<void> {
      if (ended || input) return
      const system = await parts.system()
      if (ended) return
      if (system.state === 'absent')
        return become({ status: 'absent', hint: `${system.says}: ${system.fix}` })
      input = parts.openInput(ownPortName, { hear: ears.midi, fault: ears.fault }, { clock })
      ears.opened({ by: 'sequencer', name: ownPortName, at: 'own' })
      become({ status: 'live' })
    }

    function next(step: () => Promise<void>): Promise<void> {
      turn = turn.then(step).catch((cause) => {
        log.warn('own MIDI port not opened', { cause })
        become({ status: 'refused', hint: 'Look at the log, and run rigsong doctor.' })
      })
      return turn
    }

    async function close(): Promise<void> {
      const was = input
      input = undefined
      if (!was) return
      await ears.closing()
      await was[Symbol.asyncDispose]()
    }

    const watching = presence.watch(() => void next(open))
    void next(open)

    return {
      status: () => status,
      // The clock could not make its half: the other half is heard all the same.
      reportLoss(why) {
        void next(async () => {
          if (!input) return
          await ears.closing()
          ears.opened()
          become({ status: 'live', hint: `Other programs do not hear it: ${why}.` })
        })
      },
      set() {},
      async [Symbol.asyncDispose]() {
        ended = true
        watching[Symbol.dispose]()
        await next(close)
      },
    }
  }
}
