import assert from 'node:assert/strict'
import fc from 'fast-check'
import { chordFrom } from '#core/music/chord.ts'
import { barBeats } from '#core/music/meter.ts'
import { v } from '#core/schema.ts'
import { mostBars, PieceSpec, roles } from '#core/score/piece-spec.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { styleFor, styles } from '#hub/engine/styles/index.ts'
import { loops } from '#test/support/loops.ts'
import { anyWish } from './any-wish.ts'

const barsOf = ({ form, sections }: PieceSpec): number =>
  form.reduce((sum, id) => sum + sections.find((section) => section.id === id)!.bars, 0)

describe('planPiece', () => {
  it('does exactly what is wished', () => {
    fc.assert(
      fc.property(anyWish(), fc.nat(), (wish, seed) => {
        const spec = planPiece(wish, seed)

        v.parse(PieceSpec, spec)
        if (wish.bpm !== undefined) assert.equal(spec.bpm, wish.bpm)
        if (wish.key) assert.deepEqual(spec.key, wish.key)
        if (wish.meter) assert.deepEqual(spec.meter, wish.meter)
        if (wish.bars !== undefined) assert.equal(barsOf(spec), wish.bars)
        const playing = new Set(spec.sections.flatMap((section) => section.roles))
        const left = roles.filter((role) => !wish.without?.includes(role))
        for (const role of left) assert.ok(!wish.with?.includes(role) || playing.has(role), role)
        if (left.length > 0) for (const role of playing) assert.ok(left.includes(role), role)
      }),
      { numRuns: loops(100, 1000) },
    )
  })

  it('writes only chords that can be read, and ends on the tonic', () => {
    fc.assert(
      fc.property(anyWish(), fc.nat(), (wish, seed) => {
        const { sections, form, key } = planPiece(wish, seed)

        for (const { chords } of sections)
          for (const chord of chords) assert.ok(chordFrom(chord.split('*')[0]!), chord)
        const last = sections.find((section) => section.id === form.at(-1))!
        const final = chordFrom(last.chords.at(-1)!.split('*')[0]!)!
        assert.equal(final.root, chordFrom(key.tonic)!.root)
      }),
      { numRuns: loops(60, 600) },
    )
  })

  it('is slower than its style is by itself where slow is said, and faster where fast is', () => {
    for (const { id, bpm } of styles) {
      const [slow, fast] = bpm
      for (let seed = 0; seed < 10; seed++) {
        const slowly = planPiece({ style: id, moods: ['slow'] }, seed).bpm
        const quickly = planPiece({ style: id, moods: ['fast'] }, seed).bpm

        assert.ok(slowly <= slow && slowly >= slow - (fast - slow) / 2, `${id} ${slowly}`)
        assert.ok(quickly >= fast && quickly <= fast + (fast - slow) / 2, `${id} ${quickly}`)
      }
    }
  })

  it('fills the seconds wished for with a whole form', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...styles.map(({ id }) => id)),
        fc.integer({ min: 1, max: 300 }),
        fc.nat(),
        (style, seconds, seed) => {
          const spec = planPiece({ style, seconds }, seed)

          const lasts = (barsOf(spec) * barBeats(spec.meter) * 60) / spec.bpm
          assert.ok(Math.abs(lasts - seconds) < 0.1, `${lasts} s for ${seconds} s`)
        },
      ),
      { numRuns: loops(60, 600) },
    )
  })

  it('keeps the tempo wished for even where seconds are wished too', () => {
    const spec = planPiece({ bpm: 80, seconds: 30 }, 1)

    assert.equal(spec.bpm, 80)
    assert.equal(barsOf(spec), 10)
  })

  it('has a form of any length that a plan can hold', () => {
    for (const { id } of styles)
      for (const bars of [1, 39, 111, 112, 320, 321, 640, 641, mostBars])
        assert.ok(v.is(PieceSpec, planPiece({ style: id, bars }, bars)), `${bars} bars of ${id}`)
  })

  it('plans a quarter of an hour without losing its form', () => {
    const spec = planPiece({ seconds: 900, bpm: 240 }, 3)

    v.parse(PieceSpec, spec)
    assert.equal(barsOf(spec), 900)
  })

  it('gives the same plan for the same seed, and many titles over many seeds', () => {
    assert.deepEqual(planPiece({ style: 'house' }, 5), planPiece({ style: 'house' }, 5))

    const titles = new Set(Array.from({ length: 40 }, (_, seed) => planPiece({}, seed).title))
    assert.ok(titles.size > 25)
    for (const title of titles) assert.match(title, /^[A-Z][a-z]+ [A-Z][a-z]+$/)
  })

  it('plays a part on the instrument wished for, and on its own choice where there is no such sound', () => {
    const wish = {
      style: 'lofi',
      instruments: [
        { role: 'chords', sound: 'organ' },
        { role: 'bass', sound: 'nose-flute' },
      ],
    } as const

    const sounds = new Map(
      planPiece({ ...wish, instruments: [...wish.instruments] }, 3).instruments.map(
        ({ role, sound }) => [role, sound],
      ),
    )

    assert.equal(sounds.get('chords'), 'organ')
    assert.match(sounds.get('bass') ?? '', /^bass-/)
  })

  it('lets a mood choose the mode and the pace where nothing else does', () => {
    const sad = planPiece({ style: 'folk', moods: ['sad'] }, 2)
    const happy = planPiece({ style: 'folk', moods: ['happy'] }, 2)

    assert.ok(['minor', 'dorian'].includes(sad.key.mode))
    assert.ok(['major', 'mixolydian'].includes(happy.key.mode))
    assert.ok(sad.bpm <= 100)
  })

  it('raises the second subject above the first', () => {
    const { sections } = planPiece({ style: 'lofi', bars: 40 }, 1)

    const energyOf = (id: string): number => sections.find((section) => section.id === id)!.energy
    assert.ok(energyOf('intro') < energyOf('A'))
    assert.ok(energyOf('A') < energyOf('B'))
  })
})

describe('styleFor', () => {
  it('finds a style by its name however it is written', () => {
    assert.equal(styleFor('Boom Bap').id, 'boom-bap')
    assert.equal(styleFor('lo-fi').id, 'lofi')
    assert.equal(styleFor('drum and bass').id, 'drum-and-bass')
  })

  it('takes a neighbour for a style it does not know', () => {
    assert.equal(styleFor('hip-hop').id, 'boom-bap')
    assert.equal(styleFor('melodic techno').id, 'techno')
    assert.equal(styleFor('samba').id, 'bossa-nova')
    assert.equal(styleFor('polka').id, 'folk')
    assert.equal(styleFor('whale song').id, 'lofi')
    assert.equal(styleFor(undefined).id, 'lofi')
  })
})
