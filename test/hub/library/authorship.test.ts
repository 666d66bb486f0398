import assert from 'node:assert/strict'
import sinon from 'sinon'
import { randomFrom } from '#core/random.ts'
import { v } from '#core/schema.ts'
import type { Piece } from '#core/score/piece.ts'
import { sharesOf } from '#core/score/shares.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { explain } from '#hub/engine/explain.ts'
import { makePiece, type PieceAsked, type Workshop } from '#hub/library/making.ts'
import { authorsIn, Manifest, manifestOf } from '#hub/library/manifest.ts'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'

const hand = { kind: 'human', player: 'ada', device: 'keys' } as const
const tune = [64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62]

/** The notes by who made them, as a stranger counts them who has nothing but the manifest file. */
function countsIn(manifest: Manifest): Record<string, number> {
  const counts: Record<string, number> = { human: 0, machine: 0, rule: 0 }
  for (const i of manifest.parts.keys())
    for (const { kind } of authorsIn(manifest, i)) counts[kind]! += 1
  return counts
}

/** What page, file and explanation say of who made it is the same, is the sum of its notes, and is whole. */
function assertWhole(piece: Piece): void {
  const manifest = v.parse(Manifest, JSON.parse(JSON.stringify(manifestOf(piece))))
  const { humanShare: human, machineShare: machine, ruleShare: rule } = manifest.provenance
  assert.ok(machine && rule)
  for (const by of ['notes', 'beats', 'parts'] as const)
    assert.ok(Math.abs(human[by] + machine[by] + rule[by] - 1) < 1e-9, by)
  assert.deepEqual({ human, machine, rule }, sharesOf(piece.parts))
  assert.deepEqual({ human, machine, rule }, explain(piece).shares)
  const counts = countsIn(manifest)
  const all = counts.human! + counts.machine! + counts.rule!
  assert.ok(Math.abs(human.notes - counts.human! / all) < 1e-9)
}

const played = (piece: Piece): readonly number[] =>
  piece.parts.flatMap(({ notes }) =>
    notes.flatMap(({ author, pitch }) => (author.kind === 'human' ? [pitch] : [])),
  )
const providersIn = (piece: Piece): readonly string[] => explain(piece).made.providers

describe('the authorship of a piece, all the way', () => {
  let open: OpenLibrary
  let askedOutside: number
  let workshop: Workshop

  before(async () => {
    open = await openTestLibrary()
  })
  after(() => open[Symbol.asyncDispose]())
  beforeEach(async () => {
    await open.empty()
    askedOutside = 0
    workshop = {
      library: open.library,
      bus: { publish: sinon.stub().resolves() },
      composer: { compose: async (ask) => composeNow(ask) },
      renderer: { renderWav: sinon.stub() },
      current: async () => undefined,
      clock: open.clock,
      random: randomFrom(1).next,
      planning: {
        willing: () => true,
        async plan({ draft, audition }) {
          askedOutside += 1
          const heard = await audition(draft, 'openai')
          assert.ok('composition' in heard)
          return { ...heard, provider: 'openai', model: 'm', prompt: 'plan-1', repairs: 0 }
        },
        inBackground: (work) => work.catch(() => undefined),
      },
    }
    await open.library.takes.add({
      id: 'tk_1',
      session: 'ss_1',
      title: 'x',
      createdAt: '2026-11-23T18:00:00.000Z',
      lengthMs: 8000,
      tempo: [{ atMs: 0, beat: 0, bpm: 120 }],
      events: tune.map((pitch, i) => ({
        atMs: i * 500,
        device: 'keys',
        bytes: [0x90, pitch, 90],
        author: hand,
      })),
    })
  })

  let commands = 0
  async function make(asked: Omit<PieceAsked, 'id'>): Promise<Piece> {
    commands += 1
    const { id } = await makePiece({ id: `cm_${commands}`, planWithinMs: 5000, ...asked }, workshop)
    const piece = await open.library.pieces.get(id)
    assert.ok(piece)
    assertWhole(piece)
    return piece
  }

  it('holds the hand through every change of a piece around a take, which nobody outside plans', async () => {
    const around = await make({ from: 'tk_1', prompt: 'a folk tune, 8 bars', seed: 3 })
    const bass = await make({ from: around.id, prompt: 'a new bass line' })
    const lower = await make({ from: bass.id, prompt: 'same but in F minor' })
    const again = await make({ from: lower.id, prompt: 'another one' })
    const long = await make({ from: around.id, prompt: 'make it twice as long' })

    assert.deepEqual(played(around), tune)
    assert.deepEqual(played(bass), tune)
    assert.equal(played(lower).length, tune.length)
    assert.deepEqual(played(again), played(lower))
    assert.deepEqual(played(long), tune)
    assert.equal(long.lengthBeats, around.lengthBeats * 2)
    assert.equal(askedOutside, 0)
    assert.deepEqual(providersIn(again), ['local'])
  })

  it('names the provider that planned it, and who changed it after that', async () => {
    const planned = await make({ prompt: 'a folk tune, 8 bars', seed: 3 })
    const changed = await make({ from: planned.id, prompt: 'a new bass line' })
    const longer = await make({ from: changed.id, prompt: 'make it twice as long' })

    assert.equal(askedOutside, 2)
    assert.deepEqual(providersIn(planned), ['openai'])
    assert.equal(planned.provenance.humanShare.notes, 0)
    assert.deepEqual(new Set(providersIn(changed)), new Set(['openai', 'local']))
    assert.deepEqual(providersIn(longer), ['openai'])
    assert.equal(longer.provenance.plan?.upgrades, longer.provenance.from)
  })
})
