import assert from 'node:assert/strict'
import { type Check, checks, passes } from '#tools/check.ts'

/** Whether a program that says this and ends so passes, and what is printed about it. */
async function outcome(said: string, code: number, lookedAt: Check['lookedAt']) {
  const lines: string[] = []
  const check: Check = {
    name: 'tuning',
    command: ['node', '-e', `console.log(${JSON.stringify(said)}); process.exit(${code})`],
    lookedAt,
  }
  return { good: await passes(check, (line) => lines.push(line)), lines }
}

describe('npm run check', () => {
  it('passes what ends well and looked at something, in one line', async () => {
    const { good, lines } = await outcome('all in tune', 0, () => 7)

    assert.equal(good, true)
    assert.match(lines.join('\n'), /^✓ tuning {2}7 files {2}\d+\.\d s$/)
  })

  it('fails what ends badly, and shows what it said', async () => {
    const { good, lines } = await outcome('the fifth is off', 1, () => 7)

    assert.equal(good, false)
    assert.deepEqual(lines.slice(1), ['the fifth is off'])
  })

  it('fails what looked at nothing', async () => {
    assert.equal((await outcome('all in tune', 0, () => 0)).good, false)
  })

  it('fails a program that is not there', async () => {
    const check: Check = { name: 'tuning', command: ['no-such-program'], lookedAt: () => 7 }

    assert.equal(await passes(check, () => {}), false)
  })

  for (const { name, lookedAt } of checks) {
    it(`counts nothing for ${name} where nothing was said`, () => assert.equal(lookedAt(''), 0))
  }
})
