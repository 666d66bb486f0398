import assert from 'node:assert/strict'
import sinon from 'sinon'
import { randomFrom } from '#core/random.ts'
import type { Composition } from '#core/score/piece.ts'
import type { PieceSpec } from '#core/score/piece-spec.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import type { PlanFault } from '#hub/library/audition.ts'
import { makePiece, type Workshop } from '#hub/library/making.ts'
import type { OutsidePlan, Planning } from '#hub/library/upgrade.ts'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'

const wish = { style: 'lofi', bars: 8, bpm: 90, key: { tonic: 'D', mode: 'minor' } } as const
const tuned = (spec: PieceSpec, motif: string[]): PieceSpec => ({
  ...spec,
  title: 'Theirs',
  sections: spec.sections.map((section) => ({ ...section, motif })),
})
/** A leap of two octaves between two long notes. */
const wild = ['0 D4 8', '8 D6 8']

const random = randomFrom(1).next

describe('a better plan of a piece', () => {
  let open: OpenLibrary
  let asked: PieceSpec[]
  let publish: sinon.SinonStub
  let faults: PlanFault[]
  let spoil: (composition: Composition) => Composition

  before(async () => {
    open = await openTestLibrary()
  })
  after(() => open[Symbol.asyncDispose]())
  beforeEach(async () => {
    await open.empty()
    asked = []
    faults = []
    publish = sinon.stub().resolves()
    spoil = (composition) => composition
  })

  function workshop(plan: Planning['plan']): Workshop {
    return {
      library: open.library,
      bus: { publish },
      composer: {
        async compose(ask) {
          if (ask.spec) asked.push(ask.spec)
          const composition = composeNow(ask)
          return ask.provider === undefined ? composition : spoil(composition)
        },
      },
      renderer: { renderWav: sinon.stub() },
      current: async () => undefined,
      clock: open.clock,
      random,
      planning: {
        willing: () => true,
        plan,
        inBackground: (work) => work.catch(() => undefined),
      },
    }
  }
  /** Plans this, and gives up where our ear does not like it. */
  const planning =
    (motif: string[]): Planning['plan'] =>
    async ({ draft, audition }): Promise<OutsidePlan | undefined> => {
      const heard = await audition(tuned(draft, motif), 'openai')
      if ('faults' in heard) faults.push(...heard.faults)
      else return { ...heard, provider: 'openai', model: 'm', prompt: 'plan-1', repairs: 2 }
      return undefined
    }
  const make = (shop: Workshop, planWithinMs?: number) =>
    makePiece(
      { id: 'cm_1', wish, seed: 7, ...(planWithinMs !== undefined && { planWithinMs }) },
      shop,
    )

  it('is played with the seed of the piece, and becomes one of its own', async () => {
    const made = await make(workshop(planning([])), 5000)

    const better = await open.library.pieces.get(made.id)
    const local = await open.library.pieces.get(better!.provenance.from!)
    assert.deepEqual([better?.seed, better?.title, local?.title !== 'Theirs'], [7, 'Theirs', true])
    assert.deepEqual(better?.provenance.plan?.upgrades, local?.id)
    assert.deepEqual(
      publish.args.map(([, said]) => said.upgrades),
      [undefined, local?.id],
    )
  })

  it('sings a tune of the engine where its own breaks a rule', async () => {
    spoil = (composition) => {
      const { motif } = composition.spec.sections[0]!
      return motif.length === 0 ? composition : leaping(composition)
    }

    const made = await make(workshop(planning(wild)), 5000)

    assert.deepEqual(
      asked.map((spec) => spec.sections[0]!.motif),
      [wild, []],
    )
    assert.equal(made.plannedBy, 'openai')
  })

  it('is told in which section it breaks a rule, where the engine’s own tune does so as well', async () => {
    spoil = leaping

    const made = await make(workshop(planning(wild)), 5000)

    assert.equal(made.plannedBy, undefined)
    assert.match(faults[0]?.wrong ?? '', /^in section A the melody leaps \d+ half tones$/)
  })

  it('is dropped where the music leaves its key', async () => {
    spoil = (composition) => ({
      ...composition,
      parts: composition.parts.map((part) => ({
        ...part,
        notes: part.notes.map((note) => ({
          ...note,
          pitch: part.role === 'drums' ? note.pitch : 61,
        })),
      })),
    })

    const made = await make(workshop(planning([])), 5000)

    assert.equal(made.plannedBy, undefined)
    assert.equal(await open.library.pieces.count(), 1)
    assert.ok(faults.some(({ wrong }) => wrong === 'too many notes are outside D minor'))
  })

  it('leaves the piece alone where the planning, the composing or the keeping fails', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('the disk is full')
    }
    const shop = workshop(planning([]))
    const compose = shop.composer.compose
    const failing: Workshop = {
      ...shop,
      composer: { compose: (ask) => (ask.provider === undefined ? compose(ask) : fails()) },
    }

    const unplanned = await make(workshop(fails), 5000)
    const uncomposed = await make(failing, 5000)

    assert.deepEqual([unplanned.plannedBy, uncomposed.plannedBy], [undefined, undefined])
  })

  it('is answered when it was promised in time, though keeping it takes longer', async () => {
    const { promise: kept, resolve } = Promise.withResolvers<void>()
    const shop = workshop(planning([]))
    const slow: Workshop = {
      ...shop,
      library: {
        ...shop.library,
        pieces: {
          ...shop.library.pieces,
          async add(piece, ...more) {
            if (piece.provenance.plan) await kept
            return shop.library.pieces.add(piece, ...more)
          },
        },
      },
    }

    const making = make(slow, 300)
    setTimeout(resolve, 400)

    assert.equal((await making).plannedBy, 'openai')
  })
})

function leaping(composition: Composition): Composition {
  return {
    ...composition,
    parts: composition.parts.map((part) => ({
      ...part,
      notes: part.notes.map((note, i) =>
        part.role === 'melody' ? { ...note, pitch: i % 2 ? 50 : 86 } : note,
      ),
    })),
  }
}
