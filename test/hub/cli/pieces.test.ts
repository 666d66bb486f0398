import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v } from '#core/schema.ts'
import type { Piece } from '#core/score/piece.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { composeNow } from '#hub/engine/compose-now.ts'
import { Explanation } from '#hub/engine/explain.ts'
import { sha256 } from '#hub/library/packed.ts'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'

describe('rigsong generate, explain and remake', function () {
  this.timeout(30_000)
  let house: OpenHouse
  before(async () => {
    house = await openHouse({ composer: { compose: async (ask) => composeNow(ask) } })
  })
  after(() => house[Symbol.asyncDispose]())

  const rigsong = (argv: readonly string[]): Promise<Ran> => {
    const env = { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url }
    return runInTerminal(argv, { env, cwd: house.dataDir })
  }
  async function made(...argv: string[]): Promise<Piece> {
    const ran = await rigsong(['generate', ...argv, '--json'])
    assert.equal(ran.code, 0, ran.err)
    const piece = await house.library.pieces.get(JSON.parse(ran.out).id)
    assert.ok(piece)
    return piece
  }
  const notesOf = ({ parts }: Piece, role: string) =>
    parts.find((part) => part.role === role)?.notes ?? []

  it('writes bars and parts of a piece anew, of the one that is named or the newest', async () => {
    const first = await made('a lo-fi beat', '--seed', '3', '--bars', '16')

    const named = await made('--from', first.id, '--parts', 'bass', '--bars', '5-8', '--seed', '9')
    const said = await made('calmer', '--seed', '10')

    assert.equal(named.provenance.from, first.id)
    assert.deepEqual(notesOf(named, 'melody'), notesOf(first, 'melody'))
    assert.deepEqual(
      notesOf(named, 'bass').filter(({ start }) => start < 15.9),
      notesOf(first, 'bass').filter(({ start }) => start < 15.9),
    )
    assert.notDeepEqual(notesOf(named, 'bass'), notesOf(first, 'bass'))
    assert.equal(said.provenance.from, named.id)
  })

  it('says why a piece is as it is', async () => {
    const piece = await made('a bossa nova in F', '--seed', '4', '--bars', '16')
    await made('same but without drums', '--from', piece.id)

    const ran = await rigsong(['explain', piece.id])
    const json = await rigsong(['explain', '--json'])
    const rested = await made('take the bass out in bars 5 to 8', '--from', piece.id)
    const changed = await rigsong(['explain', rested.id])

    assert.equal(ran.code, 0, ran.err)
    assert.match(ran.out, /Bossa nova, F major/)
    assert.match(ran.out, /asked: "a bossa nova in F"/)
    assert.match(ran.out, /seed 4: candidate \d of \d tried/)
    assert.match(ran.out, /motif A, invented/)
    assert.match(ran.out, /cadence full/)
    assert.match(changed.out, /then: .*without bass in bars 5 to 8/)
    const why = v.parse(Explanation, JSON.parse(json.out))
    assert.deepEqual(why.made.variations[0]?.without, ['drums'])
    assert.equal(why.made.from, piece.id)
  })

  it('lets nobody’s words steer the terminal they are read on', async () => {
    const { id } = await made('a waltz\u001b]0;owned\u0007 \u202eand slow', '--bars', '4')

    const read = await rigsong(['explain', id])
    const refused = await rigsong(['explain', 'pc_\u001b[2J'])

    assert.match(read.out, /asked: "a waltz\]0;owned and slow"/)
    for (const { out, err } of [read, refused])
      assert.doesNotMatch((out + err).replaceAll('\n', ''), /\p{Cc}|\p{Cf}/u)
  })

  it('makes a piece again from its manifest, to the byte', async () => {
    await made('a waltz in G', '--seed', '4', '--bars', '12')
    const out = join(house.dataDir, 'made')
    const again = join(house.dataDir, 'again')
    const ran = await rigsong(['generate', 'bars 5 to 8 again', '--formats', 'mid', '--out', out])
    assert.equal(ran.code, 0, ran.err)

    const remade = await rigsong(['remake', join(out, 'piece.json'), '--out', again])

    assert.equal(remade.code, 0, remade.err)
    assert.deepEqual(
      await readFile(join(again, 'piece.mid')),
      await readFile(join(out, 'piece.mid')),
    )
  })

  it('makes a piece again with its bed where that is brought, and not without', async () => {
    const side = Float32Array.from({ length: 48_000 }, (_, i) => 0.3 * Math.sin(i / 20))
    const wav = encodeWav({ left: side, right: side, sampleRate: 48_000 })
    const out = join(house.dataDir, 'laid')
    await rigsong(['generate', 'folk', '--bars', '1', '--formats', 'mid', '--out', out])
    const file = join(out, 'piece.json')
    const author = { kind: 'machine', engine: 'm', provider: 'lyria', seed: 1, because: 'cm_2' }
    const bed = { sha256: sha256(wav), seconds: 1, author }
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), bed }))
    await writeFile(join(out, 'bed.wav'), wav)
    await writeFile(join(out, 'other.wav'), wav.subarray(1))

    const without = await rigsong(['remake', file])
    const other = await rigsong(['remake', file, '--bed', join(out, 'other.wav')])
    const ran = await rigsong(['remake', file, '--bed', join(out, 'bed.wav'), '--out', out])

    for (const refused of [without, other])
      assert.match(refused.err, /the bed of this piece was not brought/)
    assert.equal(ran.code, 0, ran.err)
  })

  it('refuses parts, bars and manifests that there are none of', async () => {
    const piece = await made('house', '--bars', '8')

    assert.equal((await rigsong(['generate', '--from', piece.id, '--parts', 'kazoo'])).code, 2)
    assert.equal((await rigsong(['generate', '--from', piece.id, '--bars', '50-60'])).code, 2)
    assert.notEqual((await rigsong(['remake', 'nothing.json'])).code, 0)
  })
})
