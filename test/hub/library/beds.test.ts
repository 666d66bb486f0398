import assert from 'node:assert/strict'
import { openRenderer, type Renderer } from '#hub/audio/renderer.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { layBed, type PlayedBed, takeBedAway } from '#hub/library/beds.ts'
import { manifestOf } from '#hub/library/manifest.ts'
import { makeRendition } from '#hub/library/rendering.ts'
import { type OpenLibrary, openTestLibrary, silent } from './open-library.ts'
import { pieceOf } from './pieces-of.ts'

/** A bed as it comes from outside, of this pitch. */
function played(hz: number): PlayedBed {
  const side = Float32Array.from(
    { length: 5 * 48_000 },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * hz * i) / 48_000),
  )
  const wav = encodeWav({ left: side, right: side, sampleRate: 48_000 })
  return {
    sound: { wav, seconds: 5, lufs: -14, truePeakDb: -10, peaks: [1] },
    author: {
      ...{ kind: 'machine', engine: 'lyria-realtime-exp', provider: 'lyria', seed: 7 },
      ...{ prompt: 'Lo-fi, soft background texture', because: 'cm_2' },
    },
  }
}

describe('a bed under a piece of the library', function () {
  this.timeout(20_000)
  let open: OpenLibrary
  let renderer: Renderer

  before(async () => {
    open = await openTestLibrary()
    renderer = openRenderer({ log: silent })
  })
  after(async () => {
    await renderer[Symbol.asyncDispose]()
    await open[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    await open.empty()
    await open.library.pieces.add(pieceOf('pc_1'))
  })

  const rendered = () =>
    makeRendition({ piece: 'pc_1', recipe: 'wav' }, { library: open.library, renderer })
  const bytesOf = async (hash: string): Promise<Buffer> =>
    Buffer.from((await open.library.blobs.get(hash))!)

  it('is heard in its sound, which is the same as before once the bed is taken away', async () => {
    const dry = await rendered()

    await layBed('pc_1', played(440), open.library)
    const laid = await rendered()
    const again = await rendered()
    const { bedBy } = await takeBedAway('pc_1', open.library)
    const without = await rendered()

    assert.notEqual(laid.sha256, dry.sha256)
    assert.deepEqual(again, laid)
    assert.deepEqual([without.sha256, bedBy], [dry.sha256, undefined])
    assert.ok(Math.abs(laid.lufs + 14) <= 0.3 && laid.truePeakDb <= -1)
    await layBed('pc_1', played(440), open.library)
    assert.equal((await rendered()).sha256, laid.sha256)
    assert.ok((await bytesOf(laid.sha256)).includes('; bed by lyria'))
    assert.equal((await bytesOf(dry.sha256)).includes('bed by'), false)
  })

  it('stands in the manifest by its hash, with an author of its own, and in no share', async () => {
    const bed = played(440)

    const { rendition, summary } = await layBed('pc_1', bed, open.library)

    const piece = (await open.library.pieces.get('pc_1'))!
    const manifest = manifestOf(piece)
    assert.deepEqual(manifest.bed, { sha256: rendition.sha256, seconds: 5, author: bed.author })
    assert.deepEqual(manifest.provenance, pieceOf('pc_1').provenance)
    assert.ok(manifest.authors.every((by) => by.kind !== 'machine' || by.provider !== 'lyria'))
    assert.equal(summary.bedBy, 'lyria')
    assert.deepEqual(await bytesOf(rendition.sha256), Buffer.from(bed.sound.wav))
  })

  it('stays where the piece gets another name, and goes with its sound where another one is played', async () => {
    const { rendition: first } = await layBed('pc_1', played(440), open.library)
    await open.library.pieces.change('pc_1', { title: 'Another' })
    const one = await rendered()

    const { rendition: second } = await layBed('pc_1', played(330), open.library)
    const two = await rendered()
    await open.library.renditions.sweep()

    const kept = await open.library.blobs.list()
    assert.deepEqual(kept.toSorted(), [second.sha256, two.sha256].toSorted())
    assert.equal(kept.includes(first.sha256) || kept.includes(one.sha256), false)
  })

  it('is said to be gone where its file is gone, and the piece can do without', async () => {
    const { rendition } = await layBed('pc_1', played(440), open.library)
    await open.library.blobs.remove(rendition.sha256)

    await assert.rejects(rendered(), { code: 'not-found', hint: /rigsong bed pc_1 --remove/ })
    await takeBedAway('pc_1', open.library)

    assert.ok((await rendered()).bytes > 0)
  })

  it('lies under no piece that there is none of', async () => {
    await assert.rejects(layBed('pc_2', played(440), open.library), { code: 'not-found' })
    await assert.rejects(takeBedAway('pc_2', open.library), { code: 'not-found' })
  })
})
