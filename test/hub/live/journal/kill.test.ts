import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readJournal } from '#core/journal/record.ts'
import { loops } from '#test/support/loops.ts'
import { openTempFolder } from '#test/support/temp.ts'

const program = new URL('../../../support/journal-player.ts', import.meta.url)

/** Plays until so many notes were played, then dies of kill -9; when the last note was. */
async function playAndDie(folder: string, notes: number, cache: string): Promise<number> {
  const child = fork(program, [folder], {
    execArgv: ['--no-warnings'],
    // The second round does not strip and compile again what the first has.
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  })
  let lastMs = 0
  let count = 0
  child.on('message', (atMs: number) => {
    lastMs = atMs
    count += 1
    if (count === notes) child.kill('SIGKILL')
  })
  await once(child, 'close')
  return lastMs
}

describe('a journal whose process is killed', () => {
  it('loses at most a second of playing, and tears nothing but the last line', async function () {
    const rounds = loops(5, 200)
    this.timeout(10_000 * rounds)
    await using cache = await openTempFolder()
    for (let i = 0; i < rounds; i++) {
      await using folder = await openTempFolder()

      const lastMs = await playAndDie(folder.path, 50 + ((i * 97) % 500), cache.path)

      const names = (await readdir(folder.path)).sort()
      assert.ok(names.length > 0)
      const text = await readFile(join(folder.path, names.at(-1)!), 'utf8')
      const whole = text.slice(0, text.lastIndexOf('\n') + 1)
      const { records, torn } = readJournal(whole)
      assert.equal(torn, 0)
      const last = records.at(-1)
      assert.ok(last?.type === 'midi')
      assert.ok(lastMs - last.atMs <= 1000, `${lastMs - last.atMs} ms lost`)
    }
  })
})
