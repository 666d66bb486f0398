import { encodeMidi } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { OutputClock } from './clock.ts'
import { ticksABeat } from './tick-loop.ts'
import type { TransportState } from './transport.ts'

/** The MIDI clock of the hub, for outputs that were chosen. */
export type ClockOut = {
  /** The transport is like this now. */
  follow(state: TransportState): void
  /** The outputs that get it, a bit each; none is 0. */
  to(outputs: number): void
}

/** What jumps further begins another count. */
const jumpTicks = 0.5
/** A tick on the beat must not be missed by the rounding of a sum. */
const hairTicks = 1e-6
/** Start stands a little before the tick it belongs to: one that comes with it would be counted or not. */
const startLeadMs = 3
/** A device that is told where the song is needs a moment to go there. */
const joinInMs = 100

/**
 * 24 ticks a beat on the clock's thread, with start, stop and continue as pieces begin and end.
 * @param nowMs the hub's clock
 */
export function openClockOut(
  output: Pick<OutputClock, 'pulse' | 'at' | 'send' | 'newOwner' | 'cancel'>,
  nowMs: () => number,
): ClockOut {
  // Opened with the clock itself, when all of them are free.
  const owner = output.newOwner()!
  let outputs = 0
  let state: TransportState | undefined
  let series = 0

  function lay({ originBeat, originMs, bpm }: TransportState): void {
    const periodMs = beatsToMs(1 / ticksABeat, bpm)
    const tick = Math.ceil(originBeat * ticksABeat - hairTicks)
    const atMs = originMs + (tick - originBeat * ticksABeat) * periodMs
    output.pulse({ outputs, series, tick, atMs, periodMs })
  }

  function isSameCount(was: TransportState, is: TransportState): boolean {
    const expected = was.originBeat + ((is.originMs - was.originMs) * was.bpm) / 60_000
    return Math.abs(expected - is.originBeat) < jumpTicks / ticksABeat
  }

  const now = (message: MidiMessage): void => {
    if (outputs !== 0) output.send(outputs, encodeMidi(message))
  }

  function start({ originMs, originBeat, bpm }: TransportState): void {
    const atMs = Math.max(nowMs(), originMs - beatsToMs(originBeat, bpm) - startLeadMs)
    output.at(outputs, owner, 0, atMs, encodeMidi({ type: 'start' }))
  }

  /** Who comes while a piece plays goes on from the next sixteenth. */
  function joinIn(joined: number, { originMs, originBeat, bpm }: TransportState): void {
    const beat = originBeat + ((nowMs() + joinInMs - originMs) * bpm) / 60_000
    const sixteenths = Math.max(0, Math.ceil(beat * 4))
    const atMs = originMs + beatsToMs(sixteenths / 4 - originBeat, bpm)
    output.send(joined, encodeMidi({ type: 'song-position', sixteenths }))
    output.at(joined, owner, 0, atMs - startLeadMs, encodeMidi({ type: 'continue' }))
  }

  return {
    follow(next) {
      const was = state
      state = next
      const begins = next.playing && !was?.playing
      if (was && (begins || !isSameCount(was, next))) series += 1
      lay(next)
      if (was?.playing && !next.playing) {
        // A start or continue that is still to come would set them off after their stop.
        output.cancel(owner)
        now({ type: 'stop' })
      }
      if (begins && outputs !== 0) start(next)
    },
    to(next) {
      const left = outputs & ~next
      if (left !== 0 && state?.playing) output.send(left, encodeMidi({ type: 'stop' }))
      const joined = next & ~outputs
      outputs = next
      if (!state) return
      lay(state)
      if (joined !== 0 && state.playing) joinIn(joined, state)
    },
  }
}
