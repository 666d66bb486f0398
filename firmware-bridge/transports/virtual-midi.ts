import { createRequire } from 'node:module'
import type { Clock } from '#core/clock.ts'
import { listen, type SequencerEars } from './alsa.ts'
import type { RawSource } from './midi-library.ts'
import { hasSequencer, midiUnavailable } from './sequencer-device.ts'

/** What we use of easymidi, so that a test can stand in for it. */
export type EasyMidi = {
  readonly Input: new (name: string, virtual: boolean) => EasyInput
}
/** Its types leave out the native port that it stands on, which alone has bytes and the kernel's time. */
type EasyInput = {
  close(): void
  readonly _input?: RawSource & { destroy(): void }
}

const require = createRequire(import.meta.url)
const easymidi = (): EasyMidi => require('easymidi')

/**
 * Makes an input port of our own that other programs play into. It is what easymidi serves for: open
 * one once for each process, because its constructor lists all ports, which costs one of the kernel's
 * 192 sequencer clients until the garbage of that list is collected. Its parser is passed by: it
 * drops the end of a SysEx that comes alone, and the time of everything.
 * Throws 'midi-unavailable' where there is no sequencer.
 * @example await using port = openVirtualInput('Rigsong', { hear }, { clock: systemClock })
 */
export function openVirtualInput(
  name: string,
  ears: SequencerEars,
  {
    clock,
    load = easymidi,
    present = hasSequencer,
  }: { clock: Clock; load?: () => EasyMidi; present?: () => boolean },
): AsyncDisposable {
  // Without a sequencer the library prints on standard error.
  if (!present()) throw midiUnavailable()
  const input = opened(name, load)
  const native = input._input
  if (!native) {
    input.close()
    throw midiUnavailable(new Error('easymidi shows no native port'))
  }
  const stop = listen(native, ears, clock)
  return {
    async [Symbol.asyncDispose]() {
      stop()
      input.close()
      native.destroy()
    },
  }
}

function opened(name: string, load: () => EasyMidi): EasyInput {
  try {
    const { Input } = load()
    return new Input(name, true)
  } catch (cause) {
    throw midiUnavailable(cause)
  }
}
