import { drumChannel } from '#core/midi/drum-channel.ts'
import type { BandRole } from '#core/score/accompaniment.ts'

export type BandChannels = Readonly<Record<BandRole, number>>

/** As in our pieces; the second voice beside them. */
const own: BandChannels = { bass: 1, chords: 2, pad: 3, counter: 4, drums: drumChannel }
/** The first is the one that keyboards send on. */
const others = Array.from({ length: 15 }, (_, i) => i + 1).filter(
  (channel) => !Object.values(own).includes(channel),
)

/**
 * A channel for each of the band, among those that nobody plays on: programs, volume and bends of a
 * player are the player's. The drums are where drums are, and where all are taken the parts stay.
 */
export function channelsBeside(played: ReadonlySet<number>): BandChannels {
  const free = others.filter((channel) => !played.has(channel))
  const beside = (channel: number): number =>
    played.has(channel) ? (free.shift() ?? channel) : channel
  return {
    ...{ bass: beside(own.bass), chords: beside(own.chords), pad: beside(own.pad) },
    ...{ counter: beside(own.counter), drums: own.drums },
  }
}
