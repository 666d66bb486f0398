import { meterName } from '#core/music/meter.ts'
import { msToBeats } from '#core/music/tempo.ts'
import type { TransportState } from '#hub/clock/transport.ts'

/**
 * What another state of the transport means for bars that are planned in beats: `slight`, they come at
 * other moments; `tempo`, what is committed would come at the wrong ones; `elsewhere`, beats or bars are
 * others.
 */
export type CountTurn = 'slight' | 'tempo' | 'elsewhere'

/** Beats that lie this far from where they were are others. */
const jumpBeats = 0.05
/** What a beat ahead may be off by before it has to be called off. */
const otherTempo = 0.03
/** Behind a leader we run up to 6 % slower or faster: from the one to the other is no other tempo. */
const otherTempoLed = 0.18

export function countTurn(was: TransportState, is: TransportState, nowMs: number): CountTurn {
  const moved = Math.abs(beatIn(was, nowMs) - beatIn(is, nowMs))
  if (moved > jumpBeats || meterName(was.meter) !== meterName(is.meter)) return 'elsewhere'
  const isLed = is.source === 'midi-clock' || is.source === 'link'
  const changed = Math.abs(is.bpm / was.bpm - 1)
  return changed > (isLed ? otherTempoLed : otherTempo) ? 'tempo' : 'slight'
}

const beatIn = ({ originBeat, originMs, bpm }: TransportState, ms: number): number =>
  originBeat + msToBeats(ms - originMs, bpm)
