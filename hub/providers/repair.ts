import { barBeats } from '#core/music/meter.ts'
import { keyName } from '#core/music/scale.ts'
import {
  roles as allRoles,
  type PieceSpec,
  type PieceWish,
  type Role,
  type Section,
} from '#core/score/piece-spec.ts'
import { barsOf } from '#core/score/played-sections.ts'
import { isSound, sounds } from '#core/score/sounds.ts'
import { whoPlays } from '#core/score/who-plays.ts'
import { styleFor } from '#hub/engine/styles/index.ts'
import { entry } from './any-json.ts'
import { readLoose } from './read-loose.ts'
import { mendChords } from './repair-chords.ts'
import { fitForm } from './repair-form.ts'
import { mendMotif } from './repair-motif.ts'
import { type Reader, type Repairs, readerOf } from './repair-words.ts'

/** The piece that there is already, and what was asked for when it was made. */
export type Ground = { readonly draft: PieceSpec; readonly wish: PieceWish }

export type MendedPlan = {
  readonly spec: PieceSpec
  readonly repairs: Repairs
  /** How many chords and notes it had as it was written. */
  readonly size: number
}

/**
 * A plan that can be played, out of whatever came back. Tempo, key, meter and length are those of the
 * piece that may be playing; what was wished stays as wished; the rest is clamped, put in tune and
 * filled up. Undefined where there is no section in it: then the piece stays as it is.
 */
export function mendPlan(
  text: string,
  ground: Ground,
  reader = readerOf(),
): MendedPlan | undefined {
  const found = readLoose(text)
  if (!found) {
    reader.mend('filled', 'there is no JSON object in it')
    return undefined
  }
  if (found.mended === 'unwrapped') reader.mend('unwrapped', 'stands among other words')
  if (found.mended === 'closed') reader.mend('closed', 'breaks off or is broken')
  const { draft, wish } = ground
  const said = (name: string): unknown => entry(found.value, name)
  const written = sectionsOf(said('sections'), ground, reader.of('sections'))
  if (written.length === 0) {
    reader.of('sections').mend('filled', 'has no section that can be played')
    return undefined
  }
  const form = formOf(said('form'), written, reader.of('form'))
  const fitted = fitForm({ sections: written, form }, barsOf(draft), reader.of('form'))
  if (!fitted) return undefined
  held(found.value, draft, reader)
  const spec: PieceSpec = {
    title: wish.title || reader.words(said('title'), 120) || draft.title,
    style: styleOf(said('style'), ground, reader),
    bpm: draft.bpm,
    meter: draft.meter,
    key: draft.key,
    swing: draft.swing === 0 ? 0 : reader.of('swing').share(said('swing'), draft.swing),
    moods: moodsOf(said('moods'), ground, reader.of('moods')),
    instruments: instrumentsOf(said('instruments'), ground, reader.of('instruments')),
    sections: [...fitted.sections],
    form: [...fitted.form],
  }
  return { spec, repairs: reader.repairs(), size: sizeOf(said('sections')) }
}

/** Chords and notes as they were written. */
const sizeOf = (sections: unknown): number =>
  [sections]
    .flat()
    .flatMap((one) => [entry(one, 'chords'), entry(one, 'motif')])
    .reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)

/** Counts what the plan would have changed of the piece that plays. */
function held(value: unknown, { bpm, key }: PieceSpec, reader: Reader): void {
  const said = entry(value, 'key')
  if (entry(value, 'bpm') !== bpm) reader.of('bpm').mend('held', `is settled at ${bpm}`)
  if (entry(said, 'tonic') !== key.tonic || entry(said, 'mode') !== key.mode)
    reader.of('key').mend('held', `is settled as ${keyName(key)}`)
}

function sectionsOf(value: unknown, ground: Ground, reader: Reader): readonly Section[] {
  const sections: Section[] = []
  for (const [i, word] of reader.list(value, 24).entries()) {
    const section = sectionOf(word, ground, reader.of(i))
    if (!section) reader.of(i).mend('filled', 'has no id or no chords')
    else if (sections.some(({ id }) => id === section.id))
      reader.of(i).mend('filled', 'has the id of another')
    else sections.push(section)
  }
  return withWished(sections, ground, reader)
}

function sectionOf(word: unknown, { draft, wish }: Ground, reader: Reader): Section | undefined {
  const id = reader.words(entry(word, 'id'), 20)
  const chords = reader.of('chords').list(entry(word, 'chords'), 64)
  if (id === '' || chords.length === 0) return undefined
  const bars = Math.round(reader.of('bars').number(entry(word, 'bars'), [1, 64], 4))
  const barSteps = barBeats(draft.meter) * 4
  const mended = mendChords(chords, draft.key, reader.of('chords'))
  const place = { key: draft.key, chords: mended, steps: bars * barSteps, barSteps }
  return {
    id,
    bars,
    chords: mended,
    energy: reader.of('energy').share(entry(word, 'energy'), wish.energy ?? 0.5),
    density: reader.of('density').share(entry(word, 'density'), 0.5),
    roles: rolesOf(entry(word, 'roles'), { draft, wish }, reader.of('roles')),
    motif: mendMotif(entry(word, 'motif'), place, reader.of('motif')),
  }
}

function rolesOf(value: unknown, { draft, wish }: Ground, reader: Reader): Role[] {
  const said = reader.list(value, 16)
  const allowed = allRoles.filter((role) => !wish.without?.includes(role))
  const found = allowed.filter((role) => said.includes(role))
  if (found.length > 0) return found
  reader.mend('roles', 'has nobody who may play')
  return whoPlays(draft)
}

/** Who was asked for plays, and a plan for nearly nobody gets the players of the piece. */
function withWished(
  sections: readonly Section[],
  { draft, wish }: Ground,
  reader: Reader,
): readonly Section[] {
  const playing = whoPlays({ sections })
  const few = playing.length < Math.min(2, whoPlays(draft).length)
  const wanted = [...(wish.with ?? []), ...(few ? whoPlays(draft) : [])]
  const missing = wanted.filter((role) => !playing.includes(role) && !wish.without?.includes(role))
  if (missing.length === 0) return sections
  reader.mend('roles', `lack ${missing.join(', ')}`)
  return sections.map((section) => ({
    ...section,
    roles: allRoles.filter((role) => section.roles.includes(role) || missing.includes(role)),
  }))
}

function formOf(value: unknown, sections: readonly Section[], reader: Reader): readonly string[] {
  const ids = new Set(sections.map(({ id }) => id))
  const said = reader.list(value, 64).map((word) => reader.words(word, 20))
  const known = said.filter((id) => ids.has(id))
  if (known.length < said.length) reader.mend('form', 'names sections that are not there')
  return known.length > 0 ? known : sections.map(({ id }) => id)
}

function styleOf(value: unknown, { draft, wish }: Ground, reader: Reader): string {
  const said = reader.words(value, 40)
  return wish.style !== undefined || said === '' ? draft.style : styleFor(said).id
}

function moodsOf(value: unknown, { draft, wish }: Ground, reader: Reader): string[] {
  const said = reader.list(value, 6).map((word) => reader.words(word, 24))
  const moods = said.filter((word) => /^[\p{L}][\p{L} '-]*$/u.test(word))
  return [...(wish.moods ?? (moods.length > 0 ? moods : draft.moods))]
}

/** What was asked for by name stays; else a sound that the role has. */
function instrumentsOf(value: unknown, { draft, wish }: Ground, reader: Reader) {
  const said = reader.list(value, 16)
  const wished = new Set(wish.instruments?.map(({ role }) => role))
  return draft.instruments.map(({ role, sound }) => {
    const other = said
      .filter((word) => entry(word, 'role') === role)
      .map((word) => reader.words(entry(word, 'sound'), 24))
      .find((name) => isSound(name) && sounds[name].role === role)
    return { role, sound: wished.has(role) ? sound : (other ?? sound) }
  })
}
