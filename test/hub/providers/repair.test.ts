import assert from 'node:assert/strict'
import { inKey } from '#core/music/scale.ts'
import { v } from '#core/schema.ts'
import { PieceSpec } from '#core/score/piece-spec.ts'
import { barsOf } from '#core/score/played-sections.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { faultsOf } from '#hub/engine/critic.ts'
import { pitched } from '#hub/engine/metrics.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { type Ground, mendPlan } from '#hub/providers/repair.ts'
import { planFor } from '#simulators/providers/plans.ts'
import { loops } from '#test/support/loops.ts'
import { corrupted } from './corruptions.ts'

const wish = { style: 'lofi', bars: 16, bpm: 80, key: { tonic: 'D', mode: 'minor' } } as const
const ground: Ground = { wish, draft: planPiece(wish, 7) }
const { bpm, meter, key } = ground.draft
const good = planFor(JSON.stringify({ bars: 16, bpm, meter: '4/4', key })) as Record<
  string,
  unknown
>

const mended = (words: object, over: Ground = ground) =>
  mendPlan(JSON.stringify({ ...good, ...words }), over)
const sections = good.sections as Record<string, unknown>[]

describe('the mending of plans', () => {
  it('leaves a good plan as it is', () => {
    const plan = mended({})

    assert.equal(plan?.spec.title, 'Paper Boats on Tuesday')
    assert.deepEqual(plan.repairs, {})
    assert.deepEqual(plan.spec.sections[0]!.motif, sections[0]!.motif)
  })

  it('makes a playable piece of every damaged reply, in key, tempo, meter and length', () => {
    const many = loops(60, 1000)
    let planned = 0
    for (let seed = 0; seed < many; seed++) {
      const reply = corrupted(JSON.stringify(good), seed)

      const plan = mendPlan(reply, ground)
      const spec = plan?.spec ?? ground.draft

      if (plan) planned += 1
      const said = `seed ${seed}: ${reply.slice(0, 200)}`
      assert.ok(v.is(PieceSpec, spec), said)
      assert.deepEqual([spec.bpm, spec.meter, spec.key], [bpm, meter, key], said)
      assert.equal(barsOf(spec), 16, said)
      const composition = composeNow({ spec, seed, because: 'test' })
      assert.ok(
        composition.parts.some(({ notes }) => notes.length > 0),
        said,
      )
      const reach = faultsOf(composition).filter(({ wrong }) => !/leaps|rubs/.test(wrong))
      assert.deepEqual(reach, [], said)
      const notes = pitched(composition)
      const home = notes.filter(({ pitch }) => inKey(pitch, key)).length
      assert.ok(home >= notes.length * 0.75, `${said}: ${home} of ${notes.length} in key`)
    }
    assert.ok(planned > many / 3, `only ${planned} of ${many} were mended`)
  })

  it('reads a plan in a fence, and one that breaks off', () => {
    const text = JSON.stringify(good)

    const fenced = mendPlan(`Here:\n\`\`\`json\n${text}\n\`\`\`\nBye }`, ground)
    const broken = mendPlan(text.slice(0, text.indexOf('"id":"B"') - 2), ground)

    assert.deepEqual(fenced?.repairs, { unwrapped: 1 })
    assert.equal(broken?.repairs.closed, 1)
    assert.deepEqual(new Set(broken.spec.form.map((id) => id[0])), new Set(['A']))
  })

  it('has nothing to say where there is no section', () => {
    const replies = ['', 'no', '[]', '{}', '{"sections":[]}', '{"sections":{}}', '{"a":"{']

    assert.deepEqual(
      replies.map((reply) => mendPlan(reply, ground)),
      replies.map(() => undefined),
    )
  })

  it('holds tempo, key and length against a plan that changes them', () => {
    const plan = mended({ bpm: 999, key: { tonic: 'F#', mode: 'locrian' }, form: ['A', 'B', 'A'] })

    assert.deepEqual([plan?.spec.bpm, plan?.spec.key], [80, key])
    assert.equal(plan?.repairs.held, 2)
    assert.equal(barsOf(plan.spec), 16)
  })

  it('takes chords of another key home and leaves a borrowed one', () => {
    const one = { ...sections[0], chords: ['Dm', 'F#maj7', 'A7', 'Q7'], motif: null }

    const chords = mended({ sections: [one], form: ['A', 'A'] })?.spec.sections[0]?.chords

    assert.deepEqual([chords?.[0], chords?.[2]], ['Dm', 'A7'])
    assert.notEqual(chords?.[1], 'F#maj7')
    assert.notEqual(chords?.[3], 'Q7')
  })

  it('does what was wished, whatever the plan says', () => {
    const strict: Ground = {
      ...ground,
      wish: { ...wish, title: 'Mine', without: ['drums'], with: ['pad'], moods: ['sad'] },
    }

    const spec = mended({ title: 'Theirs', style: 'techno' }, strict)?.spec

    assert.deepEqual([spec?.title, spec?.style, spec?.moods], ['Mine', 'lofi', ['sad']])
    const roles = spec?.sections.flatMap((section) => section.roles) ?? []
    assert.equal(roles.includes('drums'), false)
    assert.ok(roles.includes('pad'))
  })

  it('keeps signs out of a title that turn a line around', () => {
    const spec = mended({ title: '\u202eNight\n\u0007Bus\u200b ' })?.spec

    assert.equal(spec?.title, 'Night Bus')
  })

  it('counts the length of words as a piece is kept with', () => {
    const long = mended({
      title: `x${'🎹'.repeat(200)}`,
      moods: ['𝓐'.repeat(30)],
      sections: [{ ...sections[0], id: '🎸'.repeat(30) }],
      form: ['🎸'.repeat(30)],
    })?.spec

    assert.ok(v.is(PieceSpec, long))
    assert.equal(long.title, `x${'🎹'.repeat(59)}`)
  })
})
