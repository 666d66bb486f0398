import assert from 'node:assert/strict'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'
import { pieceOf } from './pieces-of.ts'

describe('the pieces of the library', () => {
  let open: OpenLibrary
  before(async () => {
    open = await openTestLibrary()
  })
  beforeEach(() => open.empty())
  after(() => open[Symbol.asyncDispose]())

  it('gives a piece back byte for byte', async () => {
    const piece = pieceOf('pc_1', { title: 'Été – “ü” \u{1f3b9}' })

    await open.library.pieces.add(piece)

    assert.equal(await open.library.pieces.text('pc_1'), JSON.stringify(piece))
    assert.deepEqual(await open.library.pieces.get('pc_1'), piece)
  })

  it('knows no piece that was never added', async () => {
    assert.equal(await open.library.pieces.get('pc_none'), undefined)
  })

  it('finds pieces by the beginnings of words in title, prompt, style, key and tags', async () => {
    const { pieces } = open.library
    await pieces.add(pieceOf('pc_1', { tags: ['sleepy'] }))
    await pieces.add(pieceOf('pc_2', { title: 'Brücke', prompt: 'a bright march' }))
    const idsFor = async (text: string) => (await pieces.list({ text })).page.map(({ id }) => id)

    assert.deepEqual(await idsFor('RAI wind'), ['pc_1'])
    assert.deepEqual(await idsFor('brucke'), ['pc_2'])
    assert.deepEqual(await idsFor('march bright'), ['pc_2'])
    assert.deepEqual(await idsFor('d minor'), ['pc_2', 'pc_1'])
    assert.deepEqual(await idsFor('sleepy'), ['pc_1'])
    assert.deepEqual(await idsFor('rain march'), [])
  })

  it('takes no search for FTS5 syntax', async () => {
    await open.library.pieces.add(pieceOf('pc_1'))

    for (const text of ['"', 'a OR', 'NEAR(', '*', '-rain', 'title:', "'; DROP TABLE pieces"])
      await assert.doesNotReject(open.library.pieces.list({ text }))
  })

  it('tells C# from C', async () => {
    const { pieces } = open.library
    const key = { tonic: 'C#', mode: 'minor' } as const
    await pieces.add(pieceOf('pc_1', { spec: { ...pieceOf('x').spec, key } }))
    await pieces.add(pieceOf('pc_2'))

    const found = await pieces.list({ text: 'c#' })

    assert.deepEqual(
      found.page.map(({ id }) => id),
      ['pc_1'],
    )
  })

  it('finds pieces by tag and by time, newest first', async () => {
    const { pieces } = open.library
    for (const day of [1, 2, 3])
      await pieces.add(
        pieceOf(`pc_${day}`, { createdAt: `2026-11-0${day}T12:00:00.000Z`, tags: [`day-${day}`] }),
      )
    const idsOf = async (search: object) => (await pieces.list(search)).page.map(({ id }) => id)

    assert.deepEqual(await idsOf({}), ['pc_3', 'pc_2', 'pc_1'])
    assert.deepEqual(await idsOf({ tag: 'day-2' }), ['pc_2'])
    assert.deepEqual(await idsOf({ after: '2026-11-02T12:00:00.000Z' }), ['pc_3', 'pc_2'])
    assert.deepEqual(await idsOf({ before: '2026-11-02T12:00:00.000Z' }), ['pc_1'])
  })

  it('turns page after page without a gap or a repeat, also where pieces share their time', async () => {
    const { pieces } = open.library
    for (let n = 0; n < 7; n++) await pieces.add(pieceOf(`pc_${n}`))

    const seen: string[] = []
    let cursor: string | undefined
    do {
      const found = await pieces.list({ limit: 3, cursor })
      seen.push(...found.page.map(({ id }) => id))
      cursor = found.cursor
    } while (cursor !== undefined)

    assert.deepEqual(seen, ['pc_6', 'pc_5', 'pc_4', 'pc_3', 'pc_2', 'pc_1', 'pc_0'])
  })

  it('refuses a cursor that is none of ours', async () => {
    await assert.rejects(open.library.pieces.list({ cursor: 'AAAA' }), { code: 'bad-request' })
  })

  it('changes title and tags, and finds the piece by the new words only', async () => {
    const { pieces } = open.library
    await pieces.add(pieceOf('pc_1', { tags: ['old'] }))

    const summary = await pieces.change('pc_1', { title: 'Fog', tags: ['new', 'new'] })

    assert.equal(summary.title, 'Fog')
    assert.deepEqual((await pieces.get('pc_1'))?.tags, ['new'])
    assert.equal((await pieces.list({ text: 'window' })).page.length, 0)
    assert.equal((await pieces.list({ text: 'fog' })).page.length, 1)
    assert.equal((await pieces.list({ tag: 'old' })).page.length, 0)
    assert.equal((await pieces.list({ tag: 'new' })).page.length, 1)
  })

  it('keeps a removed piece in the bin for 30 days', async () => {
    const { library, clock } = open
    await library.pieces.add(pieceOf('pc_1'))
    await library.pieces.remove('pc_1')

    assert.deepEqual((await library.pieces.list()).page, [])
    clock.turnTo('2026-12-23T17:59:59.000Z')
    await library.emptyBin()
    await library.pieces.restore('pc_1')
    assert.equal((await library.pieces.list()).page.length, 1)

    await library.pieces.remove('pc_1')
    clock.turnTo('2027-02-01T00:00:00.000Z')
    await library.emptyBin()
    assert.equal(await library.pieces.get('pc_1'), undefined)
    assert.deepEqual((await library.pieces.list({ text: 'rain' })).page, [])
  })

  it('refuses to change or remove what is not there', async () => {
    const { pieces } = open.library
    await pieces.add(pieceOf('pc_1'))
    await pieces.remove('pc_1')

    await assert.rejects(pieces.change('pc_1', { title: 'x' }), { code: 'not-found' })
    await assert.rejects(pieces.remove('pc_1'), { code: 'not-found' })
    await assert.rejects(pieces.remove('pc_none'), { code: 'not-found' })
  })

  it('finds the piece that was asked for with an Idempotency-Key, and takes no second one', async () => {
    const { pieces } = open.library
    const asking = { with: 'owner:abc', for: 'hash' }
    await pieces.add(pieceOf('pc_1'), asking)

    assert.equal((await pieces.askedWith('owner:abc'))?.piece.id, 'pc_1')
    assert.equal((await pieces.askedWith('owner:abc'))?.for, 'hash')
    await assert.rejects(pieces.add(pieceOf('pc_2'), asking))
    assert.equal(await pieces.count(), 1)
  })
})
