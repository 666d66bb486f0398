import type { Payload } from '#core/bus/topics.ts'
import { encodeMidi } from '#core/midi/codec.ts'
import { type BandRole, bandRoles } from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import { type SoundName, sounds } from '#core/score/sounds.ts'
import type { ProposedBar } from '#hub/engine/live/proposal.ts'
import { styleFor } from '#hub/engine/styles/index.ts'
import type { BandChannels } from './band-channels.ts'
import type { RollingNote } from './rolling-score.ts'
import type { TimedMessage } from './stream.ts'

type Parts = Payload<'coming'>['parts']

/** What the band plays on, and where it is heard. */
type Instruments = { readonly style: string; readonly channels: BandChannels }
/** A bar with more notes of one part than this is told in part. */
const mostTold = 96

function soundOf(role: BandRole, style: string): SoundName {
  const own = styleFor(style).sounds
  return (role === 'counter' ? own.melody : own[role])[0]!
}

/**
 * The notes of a bar by who plays them, each part with its channel and sound. A tone that sounds over
 * a bar line is told in each of its bars, since the next one may yet change.
 */
export function partsOfBar(
  { notes, held }: ProposedBar,
  barBeats: number,
  { style, channels }: Instruments,
): Parts {
  const sounding = held.map((note) => ({ ...note, start: 0, length: note.length + note.start }))
  const all = [...sounding, ...notes]
  return bandRoles.map((role) => ({
    ...{ role, channel: channels[role], sound: soundOf(role, style) },
    notes: all
      .filter((note) => note.role === role)
      .slice(0, mostTold)
      .map(({ pitch, velocity, start, length }) => ({
        ...{ pitch, velocity, start },
        length: role === 'pad' ? Math.min(length, barBeats - start) : length,
      })),
  }))
}

/** The General MIDI programs of the style's sounds, each on its channel. */
export const programsOf = (
  { style, channels }: Instruments,
  atMs: number,
): readonly TimedMessage[] =>
  bandRoles.map((role) => {
    const { program } = sounds[soundOf(role, style)]
    const bytes = encodeMidi({ type: 'program-change', channel: channels[role], program })
    return { atMs, bytes, author: undefined }
  })

/** Bars as notes of the running count. */
export const rollingNotes = (
  bars: readonly ProposedBar[],
  barBeats: number,
  { author, channels }: { readonly author: Author; readonly channels: BandChannels },
): readonly RollingNote[] =>
  bars.flatMap(({ bar, notes, held }, i) =>
    [...(i === 0 ? held : []), ...notes].map(({ role, pitch, velocity, start, length }) => ({
      ...{ channel: channels[role], pitch, velocity, author, length },
      start: bar * barBeats + start,
      ...(role === 'pad' && { sustains: true }),
    })),
  )

/** A bar that nobody wrote: the drums of the last one, and nothing that could be out of tune. */
export const goesOn = ({ notes, ...bar }: ProposedBar): ProposedBar => ({
  ...{ ...bar, chords: [], held: [] },
  notes: notes.filter(({ role }) => role === 'drums'),
})
