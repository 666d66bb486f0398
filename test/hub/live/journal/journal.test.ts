import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { readJournal } from '#core/journal/record.ts'
import { openJournal } from '#hub/live/journal/journal.ts'
import { openLog } from '#runtime/log.ts'
import { quietLog } from '#test/support/live.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const played = (pitch: number) =>
  ({
    type: 'midi',
    atMs: pitch,
    device: 'keys',
    bytes: [0x90, pitch, 100],
    author: { kind: 'human', player: 'ada', device: 'keys' },
  }) as const
const keep = (take: string) =>
  ({
    type: 'keep',
    take,
    title: take,
    atMs: 100,
    fromMs: 0,
    toMs: 100,
    because: 'cm_1',
  }) as const

async function recordsIn(folder: string) {
  const names = (await readdir(folder)).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return texts.map((text) => readJournal(text).records.map((record) => record.type))
}

describe("live's journal", () => {
  it('has all that came before a keep on the disk when it says so, in a segment that is closed', async () => {
    await using folder = await openTempFolder()
    await using journal = await openJournal(
      { folder: folder.path, session: 'ss_1' },
      { log: quietLog },
    )

    journal.write(played(60))
    journal.write(played(62))
    await journal.keep(keep('tk_1'))

    const [segment] = await recordsIn(folder.path)
    assert.deepEqual(segment!.slice(0, 5), ['open', 'author', 'midi', 'midi', 'keep'])
  })

  it('writes nothing that another user of the machine could read', async () => {
    await using folder = await openTempFolder()
    const inside = join(folder.path, 'journal')
    await mkdir(inside)
    await chmod(inside, 0o755)
    const journal = await openJournal({ folder: inside, session: 'ss_1' }, { log: quietLog })
    journal.write(played(60))
    await journal[Symbol.asyncDispose]()

    const [name] = await readdir(inside)
    const { mode } = await stat(join(inside, name!))
    assert.equal(mode & 0o077, 0)
  })

  /** One whose worker has just died; a folder that is gone is a surprise to it. */
  async function bereaved(folder: string) {
    const inside = join(folder, 'journal')
    const lost = Promise.withResolvers<void>()
    const log = openLog('test', 'error', { write: () => lost.resolve() })
    const journal = await openJournal({ folder: inside, session: 'ss_1' }, { log })
    await rm(inside, { recursive: true })
    await lost.promise
    return { journal, inside }
  }

  it('has what was played while its worker was away, once another is there', async () => {
    await using folder = await openTempFolder()
    const { journal, inside } = await bereaved(folder.path)

    journal.write(played(60))
    await until(async () => (await recordsIn(inside).catch(() => [])).length > 0, 'a segment')
    await journal[Symbol.asyncDispose]()

    const [segment] = await recordsIn(inside)
    assert.ok(segment!.includes('midi'))
  })

  it('refuses a keep that nobody writes, and ends, while its worker is away', async () => {
    await using folder = await openTempFolder()
    const { journal } = await bereaved(folder.path)
    await setImmediate()

    await assert.rejects(journal.keep(keep('tk_1')), { code: 'disk-full' })
    await journal[Symbol.asyncDispose]()
  })
})
