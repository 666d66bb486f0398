import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { Bus } from '#core/bus/bus.ts'
import type { Composition } from '#core/score/piece.ts'
import { compositionOf as compositionOfPiece } from '#core/score/piece-of.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { remadeFrom } from '#hub/library/history.ts'
import { makePiece, type Workshop } from '#hub/library/making.ts'
import { manifestOf } from '#hub/library/manifest.ts'
import { makeRendition } from '#hub/library/rendering.ts'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'
import { pieceOf } from './pieces-of.ts'

const plan = pieceOf('x').spec

function compositionOf(seed: number, words: Partial<Composition> = {}): Composition {
  const { engine, lengthBeats, form, chords, parts } = pieceOf('x')
  return { spec: plan, seed, engine, lengthBeats, form, chords, parts, ...words }
}

describe('the making of pieces', () => {
  let open: OpenLibrary
  let compose: sinon.SinonStub<Parameters<Workshop['composer']['compose']>, Promise<Composition>>
  let renderWav: sinon.SinonStub
  let publish: sinon.SinonStub
  let workshop: Workshop
  let chance: () => number

  before(async () => {
    open = await openTestLibrary()
  })
  after(() => open[Symbol.asyncDispose]())
  beforeEach(async () => {
    await open.empty()
    chance = () => 0.5
    compose = sinon.stub<Parameters<Workshop['composer']['compose']>, Promise<Composition>>()
    compose.callsFake(async ({ seed }) => compositionOf(seed))
    renderWav = sinon.stub().callsFake(async () => ({
      wav: Uint8Array.of(1, 2, 3),
      seconds: 1,
      lufs: -14,
      truePeakDb: -1,
      peaks: [1],
    }))
    publish = sinon.stub().resolves()
    workshop = {
      library: open.library,
      bus: { publish } satisfies Pick<Bus, 'publish'>,
      composer: { compose },
      renderer: { renderWav },
      current: async () => (await open.library.pieces.list({ limit: 1 })).page[0]?.id,
      clock: open.clock,
      random: () => chance(),
    }
  })

  it('keeps the piece before it says so on the bus', async () => {
    publish.callsFake(async (_name, { piece }) => {
      assert.ok(await open.library.pieces.has(piece))
    })

    const made = await makePiece({ id: 'cm_1', prompt: 'slow rain', seed: 7 }, workshop)

    sinon.assert.calledOnceWithExactly(
      publish,
      'piece',
      { piece: made.id, title: made.title, change: 'added' },
      { piece: made.id },
    )
    const piece = await open.library.pieces.get(made.id)
    assert.equal(piece?.seed, 7)
    assert.equal(piece?.provenance.because, 'cm_1')
    assert.equal(piece?.provenance.prompt, 'slow rain')
    assert.equal(piece?.provenance.humanShare.parts, 1 / 3)
  })

  it('reads the wish in the sentence, and lets a form filled in beside it win', async () => {
    const prompt = 'a lo-fi beat at 80 bpm in D minor'

    await makePiece({ id: 'cm_1', prompt, wish: { bpm: 90, bars: 8 } }, workshop)

    const { wish } = compose.firstCall.args[0]
    assert.deepEqual(wish?.key, { tonic: 'D', mode: 'minor' })
    assert.equal(wish?.bpm, 90)
    assert.equal(wish?.bars, 8)
  })

  it('takes a spec as it is', async () => {
    await makePiece({ id: 'cm_1', spec: plan, seed: 1 }, workshop)

    assert.deepEqual(compose.firstCall.args[0], { spec: plan, seed: 1, because: 'cm_1' })
  })

  it('chooses a seed by chance where none is given', async () => {
    const made = await makePiece({ id: 'cm_1' }, workshop)

    assert.equal(made.seed, 2 ** 31)
  })

  it('makes another one of a piece, and remembers where it grew from', async () => {
    await open.library.pieces.add(pieceOf('pc_1'))

    const made = await makePiece({ id: 'cm_1', from: 'pc_1', seed: 9 }, workshop)

    assert.deepEqual(compose.firstCall.args[0].spec, { ...plan, title: `${plan.title} 2` })
    assert.equal(made.from, 'pc_1')
  })

  it('takes tempo, key and notes from the take it grows from, and can make it again', async () => {
    const author = { kind: 'human', player: 'ada', device: 'keys' } as const
    const pitches = [57, 60, 64, 57, 59, 60, 62, 64, 68, 57]
    const events = pitches.map((pitch, i) => ({
      atMs: i * 500,
      device: 'keys',
      bytes: [0x90, pitch, 90],
      author,
    }))
    await open.library.takes.add({
      id: 'tk_1',
      session: 'ss_1',
      title: 'x',
      createdAt: '2026-11-23T18:00:00.000Z',
      lengthMs: 5000,
      tempo: [{ atMs: 0, beat: 0, bpm: 96 }],
      events,
    })

    await makePiece({ id: 'cm_1', from: 'tk_1' }, workshop)

    const { wish, around } = compose.firstCall.args[0]
    assert.equal(wish?.bpm, 96)
    assert.deepEqual(wish?.key, { tonic: 'A', mode: 'minor' })
    assert.deepEqual(
      around?.map(({ pitch }) => pitch),
      pitches,
    )

    await assert.rejects(makePiece({ id: 'cm_2', from: 'tk_1', parts: ['bass'] }, workshop), {
      code: 'bad-request',
    })

    compose.callsFake(async (ask) => composeNow(ask))
    chance = Math.random
    const made = await makePiece({ id: 'cm_2', from: 'tk_1', prompt: 'folk' }, workshop)
    const piece = await open.library.pieces.get(made.id)
    assert.ok(piece)
    assert.ok(piece.provenance.humanShare.notes > 0)
    assert.deepEqual(remadeFrom(manifestOf(piece)), compositionOfPiece(piece))
  })

  it('does to the piece of the moment what is said of it, and remembers how', async () => {
    compose.callsFake(async (ask) => composeNow(ask))
    chance = Math.random
    const first = await makePiece({ id: 'cm_1', prompt: 'an 8 bar lo-fi beat', seed: 5 }, workshop)

    const made = await makePiece({ id: 'cm_2', prompt: 'bars 5 to 8 again', seed: 6 }, workshop)
    const last = await makePiece(
      { id: 'cm_3', from: made.id, prompt: 'same but in F minor' },
      workshop,
    )

    assert.equal(made.from, first.id)
    assert.equal(last.key, 'F minor')
    const piece = await open.library.pieces.get(last.id)
    assert.ok(piece)
    assert.deepEqual(remadeFrom(manifestOf(piece)), compositionOfPiece(piece))
    const { origin, variations } = piece.provenance
    assert.ok(origin && !('written' in origin))
    assert.equal(origin.prompt, 'an 8 bar lo-fi beat')
    assert.deepEqual(
      variations?.map(({ because }) => because),
      ['cm_2', 'cm_3'],
    )
  })

  it('writes down note by note what a hand played before it was varied', async () => {
    compose.callsFake(async (ask) => composeNow(ask))
    chance = Math.random
    const composed = composeNow({ wish: { style: 'folk', bars: 8 }, seed: 2, because: 'cm_1' })
    const author = { kind: 'human', player: 'ada', device: 'keys' } as const
    const parts = composed.parts.map((part) =>
      part.role === 'melody'
        ? { ...part, notes: part.notes.map((note) => ({ ...note, author })) }
        : part,
    )
    await open.library.pieces.add({ ...pieceOf('pc_1'), ...composed, parts })

    const made = await makePiece(
      { id: 'cm_2', from: 'pc_1', parts: ['bass'], bars: [3, 4] },
      workshop,
    )

    const piece = await open.library.pieces.get(made.id)
    assert.ok(piece)
    assert.deepEqual(
      piece.parts.find(({ role }) => role === 'melody'),
      parts.find(({ role }) => role === 'melody'),
    )
    assert.deepEqual(remadeFrom(manifestOf(piece)), compositionOfPiece(piece))
    const { humanShare, machineShare, ruleShare } = piece.provenance
    assert.ok(Math.abs(humanShare.notes + machineShare!.notes + ruleShare!.notes - 1) < 1e-9)
    assert.ok(humanShare.notes > 0.1)
  })

  it('is slower where that is said of it by its name, though no word names it', async () => {
    compose.callsFake(async (ask) => composeNow(ask))
    chance = Math.random
    const wish = { style: 'techno', bars: 4, bpm: 140 }
    const { id } = await makePiece({ id: 'cm_1', wish }, workshop)

    const said = ['slower', '12 bpm faster', 'double time']
    const made = []
    for (const prompt of said)
      made.push(await makePiece({ id: 'cm_2', from: id, prompt }, workshop))

    assert.deepEqual(
      made.map(({ bpm }) => bpm),
      [126, 152, 280],
    )
  })

  it('can make again what it did to a piece of an engine from before', async () => {
    compose.callsFake(async (ask) => composeNow(ask))
    chance = Math.random
    const composed = composeNow({ wish: { style: 'lofi', bars: 8 }, seed: 2, because: 'cm_1' })
    const engine = { name: 'rigsong', version: '0' }
    await open.library.pieces.add({ ...pieceOf('pc_1'), ...composed, engine })

    const made = await makePiece({ id: 'cm_2', from: 'pc_1', parts: ['bass'] }, workshop)
    const again = await makePiece({ id: 'cm_3', from: made.id, prompt: 'slower' }, workshop)

    for (const { id } of [made, again]) {
      const piece = await open.library.pieces.get(id)
      assert.ok(piece)
      assert.deepEqual(remadeFrom(manifestOf(piece)), compositionOfPiece(piece))
    }
  })

  it('is at a loss for what is said of a piece where there is none', async () => {
    await assert.rejects(makePiece({ id: 'cm_1', prompt: 'calmer' }, workshop), {
      code: 'not-found',
    })
    await assert.rejects(makePiece({ id: 'cm_1', parts: ['bass'] }, workshop), {
      code: 'not-found',
    })
    assert.ok(await makePiece({ id: 'cm_1', prompt: 'another one' }, workshop))
  })

  it('knows no piece or take that was never there', async () => {
    await assert.rejects(makePiece({ id: 'cm_1', from: 'pc_no' }, workshop), { code: 'not-found' })
    await assert.rejects(makePiece({ id: 'cm_1', from: 'tk_no' }, workshop), { code: 'not-found' })
    await assert.rejects(makePiece({ id: 'cm_1', from: 'ph_1' }, workshop), { code: 'not-found' })
    sinon.assert.notCalled(compose)
  })

  it('refuses a plan of hours before anything is composed', async () => {
    const sections = [{ ...plan.sections[0]!, bars: 64 }]
    const form = Array.from({ length: 64 }, () => 'A')

    await assert.rejects(makePiece({ id: 'cm_1', spec: { ...plan, sections, form } }, workshop), {
      code: 'limit-exceeded',
    })
    // A form that names none of them plays them all.
    const many = Array.from({ length: 24 }, (_, i) => ({ ...sections[0]!, id: `${i}` }))
    const all = { ...plan, sections: many, form: ['nobody'] }
    await assert.rejects(makePiece({ id: 'cm_1', spec: all }, workshop), {
      code: 'limit-exceeded',
    })
    sinon.assert.notCalled(compose)
  })

  it('keeps nothing of a composition that came out too long', async () => {
    compose.resolves(compositionOf(1, { lengthBeats: 80 * 15.1 }))

    await assert.rejects(makePiece({ id: 'cm_1' }, workshop), { code: 'limit-exceeded' })
    assert.equal(await open.library.pieces.count(), 0)
    sinon.assert.notCalled(publish)
  })

  it('renders a piece once, for however many ask at once and later', async () => {
    await open.library.pieces.add(pieceOf('pc_1'))
    const ask = () => makeRendition({ piece: 'pc_1', recipe: 'wav' }, workshop)

    const [one, two] = await Promise.all([ask(), ask()])
    const three = await ask()

    assert.deepEqual(two, one)
    assert.deepEqual(three, one)
    sinon.assert.calledOnce(renderWav)
  })

  it('tries again after a render that failed', async () => {
    await open.library.pieces.add(pieceOf('pc_1'))
    renderWav.onFirstCall().rejects(new Error('lost'))
    const ask = () => makeRendition({ piece: 'pc_1', recipe: 'wav' }, workshop)

    await assert.rejects(ask(), /lost/)

    assert.equal((await ask()).bytes, 3)
  })
})
