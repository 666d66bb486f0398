import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { drivers, openNotes, skipWithoutDriver, writeMigrations } from '#test/support/database.ts'
import { loops } from '#test/support/loops.ts'
import { openTempFolder } from '#test/support/temp.ts'

const writer = join(import.meta.dirname, '..', 'runtime', 'fixtures', 'insert-for-ever.ts')

for (const driver of drivers) {
  describe(`kill -9 while writing on ${driver}`, () => {
    before(async function () {
      await skipWithoutDriver(this, driver)
    })

    it('loses no acknowledged row and no half of a batch', async function () {
      const rounds = loops(3, 25)
      this.timeout(rounds * 20_000)
      await using folder = await openTempFolder()
      let last = 0

      for (let round = 0; round < rounds; round++) {
        // Killed at another place each round: after 1, 8, 15 … acknowledged steps.
        last = await killAfter(1 + ((round * 7) % 40), [
          ...(await paths(folder.path)),
          driver,
          `${last + 1}`,
        ])

        await using notes = await openNotes(folder.path, driver)
        const row = await notes.get<{ n: number; top: number }>(
          'SELECT count(*) AS n, max(id) AS top FROM note',
        )
        assert.equal(row!.n, row!.top, 'there is a hole in the rows')
        assert.ok(row!.top >= last, `row ${last} was acknowledged, ${row!.top} is the last`)
        assert.notEqual(row!.top % 3, 2, 'half of a batch is there')
        assert.deepEqual(await notes.get('PRAGMA integrity_check'), { integrity_check: 'ok' })
        last = await dropTornEnd(notes, row!.top)
      }
    })
  })
}

async function paths(folder: string): Promise<readonly string[]> {
  return [join(folder, 'notes.sqlite'), await writeMigrations(folder)]
}

/** Lets the writer work until it acknowledged so many steps, kills it, returns the last row it named. */
async function killAfter(steps: number, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  let last = 0
  let seen = 0
  for await (const line of createInterface(child.stdout)) {
    last = Number(line)
    if (++seen === steps) child.kill('SIGKILL')
  }
  await gone
  assert.ok(seen >= steps, 'the writer ended by itself')
  return last
}

/** The single row of a step may stand without its batch; the next round begins at a whole step. */
async function dropTornEnd(
  notes: { run(sql: string, params: number[]): Promise<unknown> },
  top: number,
): Promise<number> {
  const whole = top - (top % 3)
  await notes.run('DELETE FROM note WHERE id > ?', [whole])
  return whole
}
