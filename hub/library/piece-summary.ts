import { barBeats, meterName } from '#core/music/meter.ts'
import { keyName } from '#core/music/scale.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { type Piece, Share } from '#core/score/piece.ts'
import { Role } from '#core/score/piece-spec.ts'

/** What a list shows of a piece. */
export const PieceSummary = v.object({
  id: v.string(),
  title: v.string(),
  createdAt: v.string(),
  tags: v.array(v.string()),
  style: v.string(),
  /** As people say it: 'D minor'. */
  key: v.string(),
  bpm: v.number(),
  /** As it is written: '6/8'. */
  meter: v.string(),
  bars: v.number(),
  seconds: v.number(),
  seed: v.number(),
  prompt: v.exactOptional(v.string()),
  from: v.exactOptional(v.string()),
  /** Who planned it, where that was not our own engine. */
  plannedBy: v.exactOptional(v.string()),
  /** Who played a bed of sound for it; the shares count notes and have it not in them. */
  bedBy: v.exactOptional(v.string()),
  humanShare: Share,
  parts: v.array(v.object({ role: Role, sound: v.string(), notes: v.number() })),
})
export type PieceSummary = Readonly<v.InferOutput<typeof PieceSummary>>

export function summaryOf(piece: Piece): PieceSummary {
  const { id, title, createdAt, tags, seed, spec, lengthBeats, provenance, bed } = piece
  const { prompt, from, humanShare, plan } = provenance
  return {
    id,
    title,
    createdAt,
    tags,
    style: spec.style,
    key: keyName(spec.key),
    bpm: spec.bpm,
    meter: meterName(spec.meter),
    bars: Math.round(lengthBeats / barBeats(spec.meter)),
    seconds: beatsToMs(lengthBeats, spec.bpm) / 1000,
    seed,
    ...(prompt !== undefined && { prompt }),
    ...(from !== undefined && { from }),
    humanShare,
    ...(plan && { plannedBy: plan.provider }),
    ...(bed && { bedBy: bed.author.provider }),
    parts: piece.parts.map(({ role, sound, notes }) => ({ role, sound, notes: notes.length })),
  }
}
