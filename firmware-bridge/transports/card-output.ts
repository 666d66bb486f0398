import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/** Who has the output of a card open, as `amidi (process 812)`; undefined where nobody has, or it is not told. */
export async function cardOutputHolder(path: string): Promise<string | undefined> {
  const [, card, number] = /midiC(\d+)D(\d+)$/.exec(path) ?? []
  const state = await read(`/proc/asound/card${card}/midi${number}`)
  const thread = ownerOf(state)
  if (thread === undefined) return undefined
  // What the kernel calls the owner is the thread that opened it.
  const pid = /^Tgid:\s+(\d+)/m.exec(await read(`/proc/${thread}/status`))?.[1]
  const [command = ''] = (await read(`/proc/${pid}/cmdline`)).split('\0')
  return command === '' ? 'another program' : `${basename(command)} (process ${pid})`
}

const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')

/** The owner of the output in what sound/core/rawmidi.c of Linux tells of a device. */
export const ownerOf = (state: string): string | undefined =>
  /^Output \d+\n(?: .*\n)*? {2}Owner PID +: (\d+)/m.exec(state)?.[1]
