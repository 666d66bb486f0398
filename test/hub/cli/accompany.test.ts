import assert from 'node:assert/strict'
import { changed, firstAccompaniment } from '#core/score/accompaniment.ts'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'

/** A live that keeps how it is set, and knows one phrase. */
async function playAccompanist({ broker: { bus } }: OpenHouse): Promise<void> {
  let accompaniment = firstAccompaniment
  const say = () =>
    bus.publish('engine', {
      ...{ provider: 'local', version: '1', answering: true, bandPlays: accompaniment.drums },
      ...{ accompaniment, lookaheadBeats: 8, commitBeats: 1 },
    })
  await bus.answer('set', async (asked) => {
    accompaniment = changed(accompaniment, asked.accompaniment ?? {})
    await say()
    return {}
  })
  await bus.answer('why', ({ phrase = 'ph_last', manifest }) => ({
    ...{ phrase, role: 'answer' as const, says: 'answers your phrase in G minor at 96 bpm' },
    ...{ engine: { name: 'rigsong', version: '1' }, seed: 1, because: 'ph_1', chords: ['Gm'] },
    ...{ bpm: 96, features: {}, memory: 'aaaaaaaa', notes: 'bbbbbbbb', repeats: true },
    ...(manifest === true && { manifest: { kind: 'response' } }),
  }))
  await say()
}

describe('rigsong accompany and why', function () {
  this.timeout(30_000)
  let house: OpenHouse
  before(async () => {
    house = await openHouse()
    await playAccompanist(house)
  })
  after(() => house[Symbol.asyncDispose]())

  const rigsong = (line: string): Promise<Ran> => {
    const env = { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url }
    return runInTerminal(line.split(' '), { env, cwd: house.dataDir })
  }
  const out = async (line: string): Promise<string> => {
    const ran = await rigsong(line)
    assert.equal(ran.code, 0, `${line}: ${ran.err}`)
    return ran.out.trim()
  }

  it('says who plays along, calls some, and sends them home', async () => {
    assert.equal(await out('accompany'), 'answer; nobody plays along')
    assert.equal(
      await out('accompany drums bass --style funk --respond trade --bars 2'),
      'trade 2 bars; drums, bass in funk, playing',
    )
    assert.equal(await out('accompany nobody'), 'trade 2 bars; nobody plays along')
  })

  it('says who is meant where nobody is called that, and refuses what is no way to respond', async () => {
    const wrong = await rigsong('accompany drumz')
    const unheard = await rigsong('accompany --respond loudly')

    assert.notEqual(wrong.code, 0)
    assert.match(wrong.err, /nobody is called "drumz"[\s\S]*Perhaps drums\?/)
    assert.notEqual(unheard.code, 0)
  })

  it('says why a phrase is as it is', async () => {
    assert.equal(
      await out('why ph_7'),
      [
        'ph_7 answers your phrase in G minor at 96 bpm',
        'rigsong 1, seed 1, because of ph_1',
        'memory aaaaaaaa, notes bbbbbbbb: repeats bit for bit',
      ].join('\n'),
    )
    assert.match(await out('why'), /^ph_last /)
    const whole = JSON.parse(await out('why ph_7 --manifest --json'))
    assert.deepEqual(whole.manifest, { kind: 'response' })
  })
})
