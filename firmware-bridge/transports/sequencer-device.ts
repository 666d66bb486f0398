import { accessSync, constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { HubError } from '#core/errors.ts'

/** Why something cannot be used, and what to do. */
export type Absence = { readonly says: string; readonly fix: string }

const { O_RDWR, O_NONBLOCK, R_OK, W_OK } = constants
const device = '/dev/snd/seq'

/** Whether there is a sequencer that we may open; asked before the library, which prints where not. */
export function hasSequencer(): boolean {
  try {
    accessSync(device, R_OK | W_OK)
    return true
  } catch {
    return false
  }
}

/** Opening also makes the kernel load its module, where it has one. */
async function openDevice(): Promise<void> {
  await (await open(device, O_RDWR | O_NONBLOCK)).close()
}

/** Why the sequencer cannot be opened; undefined where it can. */
export async function sequencerAbsence(
  opens: () => Promise<void> = openDevice,
): Promise<Absence | undefined> {
  try {
    await opens()
    return undefined
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException
    if (code === 'EACCES' || code === 'EPERM') {
      return {
        says: `we may not open ${device}`,
        fix: 'Its group is audio: sudo usermod -aG audio "$USER", then sign in again.',
      }
    }
    return {
      says: `there is no ALSA sequencer (${device}: ${code})`,
      fix: 'Load it with sudo modprobe snd-seq; give a container --device /dev/snd.',
    }
  }
}

/** The error of whoever needs MIDI where there is none. */
export const midiUnavailable = (cause?: unknown): HubError =>
  new HubError('midi-unavailable', 'this machine has no MIDI system', {
    hint: 'Run rigsong doctor: it says what is missing.',
    cause,
  })
