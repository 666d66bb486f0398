import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chordFrom } from '#core/music/chord.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import { again, hashOf, type Manifest } from '#hub/engine/live/manifest.ts'
import { manners, phrasesOf } from '#test/support/playing.ts'
import { root } from '#test/support/source-tree.ts'

const engineFolder = join(root, 'hub', 'engine')
const count = { bpm: 96, meter: { beats: 4, unit: 4 } as const, originMs: 0, originBeat: 0 }
const band = { drums: true, bass: true, chords: true, pad: true, counter: true }

/** An engine that has heard ten phrases of a player and four chords. */
function played() {
  const engine = openLiveEngine({ seed: 1 })
  const ask = { fromBar: 0, bars: 0, ids: [], count, controls: {}, because: 'cm_1', soloing: false }
  engine.propose({ ...ask, accompaniment: firstAccompaniment })
  const phrases = phrasesOf(manners.lyrical!, 10, 7)
  for (const phrase of phrases) engine.learn(phrase, 0)
  for (const [bar, name] of ['Gm', 'Cm', 'Eb', 'D7'].entries())
    for (const tone of chordFrom(name)!.tones)
      engine.strike({ pitch: 48 + tone, velocity: 80, atMs: bar * 2500 })
  return { engine, phrases, ask }
}

/** Somebody whose second beat comes late by so much of a beat. */
function eightBars(player: string, late: number): Phrase {
  const author = { kind: 'human', player, device: 'keys' } as const
  const notes = Array.from({ length: 32 }, (_, beat) => ({
    ...{ pitch: 60, velocity: 80, start: beat + (beat % 4 === 1 ? late : 0), length: 0.5, author },
  }))
  const { meter, bpm } = count
  return { id: `ph_${player}`, session: 'ss_1', by: 'player', atMs: 0, bpm, meter, notes }
}

describe('why', () => {
  it('says of a response where its motif comes from, and makes it again bit for bit', () => {
    const { engine, phrases } = played()
    const wish = { id: 'ph_answer', role: 'continue', barBeat: 0 } as const
    const notes = engine.respond(phrases[3]!, wish)

    const why = engine.why('ph_answer', true)!

    assert.equal(why.role, 'continue')
    assert.equal(why.key, 'D major')
    assert.match(why.motif!.phrase, /^ph_7_/)
    assert.match(why.says, /goes on from your phrase in D major at 96 bpm: .* ph_7_/)
    assert.equal(why.repeats, true)
    const kept: Manifest = JSON.parse(JSON.stringify(why.manifest))
    assert.deepEqual(again(kept), notes)
  })

  it('says it of each bar of the band, and of the last one where none is named', () => {
    const { engine, ask } = played()
    const accompaniment = { ...firstAccompaniment, ...band, style: 'funk' }
    const asked = { ...ask, fromBar: 4, bars: 2, ids: ['ph_1', 'ph_2'], accompaniment }
    const { bars } = engine.propose(asked)

    for (const { id, notes } of bars) {
      const why = engine.why(id, true)!
      assert.equal(why.repeats, true)
      assert.equal(why.because, 'cm_1')
      assert.match(why.says, /notes of funk in G minor at 96 bpm, over/)
      assert.deepEqual(again(JSON.parse(JSON.stringify(why.manifest))), notes)
    }
    assert.equal(engine.why()!.phrase, 'ph_2')
  })

  it('makes a bar again with the feel of the player it was played for, whoever played before', () => {
    const engine = openLiveEngine({ seed: 1 })
    const accompaniment = { ...firstAccompaniment, drums: true }
    const ask = { accompaniment, count, controls: {}, because: 'cm_1', soloing: false }
    const propose = (id: string) =>
      engine.propose({ ...ask, fromBar: 1, bars: 1, ids: [id] }).bars[0]!

    engine.learn(eightBars('ada', 0), 0)
    const straight = propose('ph_straight')
    engine.learn(eightBars('bob', 0.04), 0)
    const late = propose('ph_late')

    assert.notDeepEqual(late.notes, straight.notes)
    assert.equal(engine.why(late.id)!.repeats, true)
  })

  it('remembers the last 200 responses, whatever the band plays meanwhile', () => {
    const { engine, phrases, ask } = played()
    for (let i = 0; i <= 200; i++)
      engine.respond(phrases[i % 10]!, { id: `ph_r${i}`, role: 'answer', barBeat: 0 })
    const accompaniment = { ...firstAccompaniment, drums: true }
    for (let i = 0; i < 300; i++)
      engine.propose({ ...ask, fromBar: i, bars: 1, ids: [`ph_b${i}`], accompaniment })

    assert.equal(engine.why('ph_r0'), undefined)
    assert.equal(engine.why('ph_r1')!.repeats, true)
    assert.equal(engine.why('ph_b99'), undefined)
    assert.equal(engine.why('ph_b100')!.phrase, 'ph_b100')
  })

  it('knows nothing of what was never played', () => {
    assert.equal(openLiveEngine({ seed: 1 }).why('ph_nobody'), undefined)
  })

  it('gives the notes that this version gives, on every machine', () => {
    const { engine, phrases } = played()
    const responses = phrases.map((phrase, i) =>
      engine.respond(phrase, { id: `ph_${i}`, role: i % 2 ? 'answer' : 'continue', barBeat: 0 }),
    )

    // Another hash here is another engine: its version changes with it.
    assert.equal(hashOf(responses), '66c1240d')
  })

  it('decides with nothing that two processors could round differently', () => {
    const folders = [engineFolder, join(engineFolder, 'live')]
    const files = folders.flatMap((folder) =>
      readdirSync(folder).flatMap((name) => (name.endsWith('.ts') ? [join(folder, name)] : [])),
    )

    assert.ok(files.length > 40)
    for (const file of files.filter((name) => !name.endsWith('metrics.ts')))
      assert.doesNotMatch(
        readFileSync(file, 'utf8'),
        /Math\.(?:pow|sin|cos|tan|exp|log\w*|cbrt|hypot|atan\w*|random|fround)\b| \*\* /,
        file,
      )
  })
})
