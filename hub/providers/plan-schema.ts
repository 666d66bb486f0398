import { type JsonSchema, jsonSchemaOf } from '#core/json-schema.ts'
import { styleIds } from '#core/language/styles.ts'
import { Key } from '#core/music/key.ts'
import { meterName } from '#core/music/meter.ts'
import { v } from '#core/schema.ts'
import { type PieceSpec, Role } from '#core/score/piece-spec.ts'
import { soundNames } from '#core/score/sounds.ts'

const SectionWords = v.strictObject({
  id: v.string(),
  bars: v.number(),
  chords: v.array(v.string()),
  energy: v.number(),
  density: v.number(),
  roles: v.array(Role),
  /** A motif of a bar or two, or null where the section brings nothing new. */
  motif: v.nullable(v.array(v.string())),
})

/**
 * A plan as a language model is asked for it: what every vendor's strict schemas allow and no more.
 * Each property is required, none is added, nothing nests deeper than four, and no number has a limit:
 * limits are kept by the repair, since no vendor keeps them.
 */
export const PlanWords = v.strictObject({
  title: v.string(),
  style: v.picklist(styleIds),
  bpm: v.number(),
  meter: v.string(),
  key: v.strictObject({ ...Key.entries }),
  swing: v.number(),
  moods: v.array(v.string()),
  instruments: v.array(v.strictObject({ role: Role, sound: v.picklist(soundNames) })),
  sections: v.array(SectionWords),
  form: v.array(v.string()),
})
export type PlanWords = Readonly<v.InferOutput<typeof PlanWords>>

/** The schema as the vendors take it. */
export async function planSchema(): Promise<JsonSchema> {
  const { $schema: _, ...schema } = await jsonSchemaOf(PlanWords)
  return schema
}

/** A plan of ours in the words a model would use. */
export const planWordsOf = (spec: PieceSpec) => ({
  title: spec.title,
  style: spec.style,
  bpm: spec.bpm,
  meter: meterName(spec.meter),
  key: spec.key,
  swing: spec.swing,
  moods: spec.moods,
  instruments: spec.instruments,
  sections: spec.sections.map((section) => ({
    ...section,
    motif: section.motif.length > 0 ? section.motif : null,
  })),
  form: spec.form,
})
