import { constants } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HubError } from '#core/errors.ts'

/** A MIDI card's own device file, open for writing; who opened it closes it. */
export type RawMidi = AsyncDisposable & { readonly fd: number }

const { O_WRONLY, O_NONBLOCK } = constants

/**
 * Opens the output of a MIDI card without the sequencer: a thread may write to `fd`, what it takes no
 * more is EAGAIN, and an unplug is an error at once. Only one program at a time can have it; the input
 * stays free for others. Throws 'port-missing', 'port-busy' with who has it, or 'port-refused'.
 * @param path such as /dev/snd/midiC1D0
 */
export async function openRawMidi(path: string): Promise<RawMidi> {
  try {
    return await open(path, O_WRONLY | O_NONBLOCK)
  } catch (cause) {
    throw await rawMidiError(path, cause as NodeJS.ErrnoException)
  }
}

async function rawMidiError(path: string, cause: NodeJS.ErrnoException): Promise<HubError> {
  const { code = '' } = cause
  if (code === 'EBUSY') {
    const holder = (await holderOf(path)) ?? 'another program'
    return new HubError('port-busy', `${holder} holds the output ${path}`, {
      hint: 'Close it, or let it play through the ALSA sequencer.',
      cause,
    })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new HubError('port-refused', `we may not open ${path}`, {
      hint: 'Its group is audio: sudo usermod -aG audio "$USER", then sign in again.',
      cause,
    })
  }
  return new HubError('port-missing', `there is no MIDI output ${path}`, {
    hint: 'Plug the device in.',
    cause,
  })
}

/** Who has the output of a card open, by name and process; undefined where it is not told. */
async function holderOf(path: string): Promise<string | undefined> {
  const [, card, number] = /midiC(\d+)D(\d+)$/.exec(path) ?? []
  const state = await read(`/proc/asound/card${card}/midi${number}`)
  const thread = ownerOf(state)
  // What the kernel calls the owner is the thread that opened it.
  const pid = /^Tgid:\s+(\d+)/m.exec(await read(`/proc/${thread}/status`))?.[1]
  const [command = ''] = (await read(`/proc/${pid}/cmdline`)).split('\0')
  return command === '' ? undefined : `${basename(command)} (process ${pid})`
}

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

/** The owner of the output in what sound/core/rawmidi.c of Linux tells of a device. */
export const ownerOf = (state: string): string | undefined =>
  /^Output \d+\n(?: .*\n)*? {2}Owner PID +: (\d+)/m.exec(state)?.[1]
