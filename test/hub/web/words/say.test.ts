import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { en, type WordKey } from '#hub/web/words/en.ts'
import { ageOf, lengthOf, percent, say } from '#hub/web/words/say.ts'

describe('the words of the page', () => {
  it('fill in what varies', () => {
    assert.equal(say('pieces.none', { text: 'rain' }), 'No piece matches “rain”.')
  })

  it('choose the plural by its number', () => {
    assert.equal(say('play.kept', { n: 1, length: '0:02' }), 'Kept: 1 note, 0:02.')
    assert.equal(say('play.kept', { n: 34, length: '0:12' }), 'Kept: 34 notes, 0:12.')
  })

  it('are never more than twelve in a sentence', () => {
    for (const [key, entry] of Object.entries(en)) {
      const sentences = (typeof entry === 'string' ? entry : entry.other).split(/[.?!…]\s/)
      for (const sentence of sentences)
        assert.ok(sentence.split(/\s+/).length <= 13, `${key}: ${sentence}`)
    }
  })

  it('are all said somewhere', () => {
    const folder = join(import.meta.dirname, '../../../../hub/web')
    const sources = globSync('**/*.{ts,tsx}', { cwd: folder }).filter(
      (path) => !/^dist|en\.ts$/.test(path),
    )
    const written = sources.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n')

    // The sources of a tempo are looked up by what the hub says.
    const said = (key: string) => written.includes(`'${key}'`) || key.startsWith('play.source.')
    assert.ok(sources.length > 40)
    assert.deepEqual(
      Object.keys(en).filter((key) => !said(key)),
      [],
    )
  })

  it('never speak of nodes, payloads or artifacts', () => {
    for (const key of Object.keys(en) as WordKey[])
      assert.doesNotMatch(JSON.stringify(en[key]), /\b(node|payload|artifact)s?\b/i)
  })
})

describe('numbers as people read them', () => {
  it('say a length in minutes and seconds', () => {
    assert.deepEqual([0, 59_600, 64_000, 605_000].map(lengthOf), ['0:00', '1:00', '1:04', '10:05'])
  })

  it('say an age in its largest fitting unit', () => {
    assert.deepEqual([12_400, 240_000].map(ageOf), ['12 s', '4 min'])
  })

  it('say a share in per cent', () => {
    assert.equal(percent(0.24), '24%')
  })
})
