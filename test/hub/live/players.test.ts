import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPlayers } from '#hub/live/players.ts'
import { openLog } from '#runtime/log.ts'
import { engineAtHand } from '#test/support/accompanied.ts'
import { manners, phrasesOf } from '#test/support/playing.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { virtualTime } from '#test/support/virtual-time.ts'

const log = openLog('test', 'error', { write() {} })
const phrases = phrasesOf(manners.bluesy!, 5, 1)

/** Learns five phrases of ada, and closes. */
async function learnedIn(dataDir: string) {
  const engine = engineAtHand()
  await using players = openPlayers({ dataDir, engine, log })
  for (const phrase of phrases) engine.tell({ news: 'learn', phrase, barBeat: 0 })
  players.learned('ada')
  return engine.snapshot('ada')
}

describe('what is known of players', () => {
  it('is written at the end, and there again at the next start', async () => {
    await using folder = await openTempFolder()
    const before = await learnedIn(folder.path)
    const engine = engineAtHand()
    await using players = openPlayers({ dataDir: folder.path, engine, log })

    await players.welcome('ada')

    assert.deepEqual(await engine.snapshot('ada'), before)
    assert.deepEqual(await readdir(join(folder.path, 'live', 'players')), ['ada.json'])
  })

  it('is nothing for somebody new', async () => {
    await using folder = await openTempFolder()
    const engine = engineAtHand()
    await using players = openPlayers({ dataDir: folder.path, engine, log })

    await players.welcome('bo')

    assert.equal(await engine.snapshot('bo'), undefined)
    assert.deepEqual(players.notes(), [])
  })

  it('sets a broken file aside, says so, and begins anew', async () => {
    for (const broken of ['{ "version": 2, "pl', '{"version":1}', '[]', '']) {
      await using folder = await openTempFolder()
      const place = join(folder.path, 'live', 'players')
      await mkdir(place, { recursive: true })
      await writeFile(join(place, 'ada.json'), broken)
      const engine = engineAtHand()
      await using players = openPlayers({ dataDir: folder.path, engine, log })

      await players.welcome('ada')

      assert.equal(await engine.snapshot('ada'), undefined)
      assert.equal(await readFile(join(place, 'ada.json.broken'), 'utf8'), broken)
      assert.match(players.notes()[0]!, /of ada cannot be read; it begins anew/)
    }
  })

  it('keeps players apart whose names are no file names', async () => {
    await using folder = await openTempFolder()
    const engine = engineAtHand()
    const names = ['Ada', 'ada', '../ada', 'Zoë 🎹', 'zoë-🎸']
    const players = openPlayers({ dataDir: folder.path, engine, log })
    const snapshot = (await learnedIn(folder.path))!
    for (const [i, player] of names.entries()) {
      engine.tell({ news: 'restore', player, snapshot: { ...snapshot, heard: i } })
      players.learned(player)
    }
    await players[Symbol.asyncDispose]()

    const again = engineAtHand()
    await using next = openPlayers({ dataDir: folder.path, engine: again, log })
    for (const player of names) await next.welcome(player)

    const heard = await Promise.all(names.map((player) => again.snapshot(player)))
    assert.deepEqual(
      heard.map((one) => one!.heard),
      [0, 1, 2, 3, 4],
    )
    assert.equal((await readdir(join(folder.path, 'live', 'players'))).length, names.length)
  })

  it('keeps players apart whose names have the same number of 32 bits', async () => {
    await using folder = await openTempFolder()
    const place = join(folder.path, 'live', 'players')
    const [one, other] = ['🎺🪈🎸🎵🎹🎹', '🎺🎸🎤🪘🎸🎹']
    const snapshot = (await learnedIn(folder.path))!
    await writeFile(
      join(place, '-.e64225e6.json'),
      JSON.stringify({ player: other, ...snapshot, heard: 7 }),
    )
    {
      const engine = engineAtHand()
      await using players = openPlayers({ dataDir: folder.path, engine, log })
      await players.welcome(one)
      assert.equal(await engine.snapshot(one), undefined)
      engine.tell({ news: 'restore', player: one, snapshot: { ...snapshot, heard: 3 } })
      players.learned(one)
    }

    const engine = engineAtHand()
    await using players = openPlayers({ dataDir: folder.path, engine, log })
    for (const player of [one, other]) await players.welcome(player)

    assert.equal((await engine.snapshot(one))!.heard, 3)
    assert.equal((await engine.snapshot(other))!.heard, 7)
    assert.deepEqual(players.notes(), [])
    assert.equal((await readdir(place)).filter((name) => name.startsWith('-.')).length, 2)
  })

  it('goes on growing for somebody who comes back after many others', async () => {
    await using folder = await openTempFolder()
    const before = await learnedIn(folder.path)
    const engine = engineAtHand()
    await using players = openPlayers({ dataDir: folder.path, engine, log })
    const plays = async (player: string): Promise<void> => {
      await players.welcome(player)
      const notes = phrases[0]!.notes.map((note) => ({
        ...note,
        author: { kind: 'human' as const, player, device: 'keys' },
      }))
      engine.tell({ news: 'learn', phrase: { ...phrases[0]!, notes }, barBeat: 0 })
      players.learned(player)
    }

    for (const player of ['ada', ...Array.from({ length: 16 }, (_, i) => `guest-${i}`), 'ada'])
      await plays(player)

    assert.ok((await engine.snapshot('ada'))!.heard > before!.heard)
  })

  it('costs a player nothing but learning where the disk is full', async () => {
    await using folder = await openTempFolder()
    const engine = engineAtHand()
    await writeFile(join(folder.path, 'live'), 'a file where a folder should be')
    const players = openPlayers({ dataDir: folder.path, engine, log })
    for (const phrase of phrases) engine.tell({ news: 'learn', phrase, barBeat: 0 })
    players.learned('ada')

    await players[Symbol.asyncDispose]()

    assert.equal((await engine.snapshot('ada'))!.heard, 5)
  })

  it('is written at the end where the disk was full before', async () => {
    using time = virtualTime()
    await using folder = await openTempFolder()
    const warned = Promise.withResolvers<void>()
    const engine = engineAtHand()
    const players = openPlayers({
      ...{ dataDir: folder.path, engine },
      log: openLog('test', 'warn', { write: () => warned.resolve() }),
    })
    const inTheWay = join(folder.path, 'live')
    await writeFile(inTheWay, 'a file where a folder should be')
    for (const phrase of phrases) engine.tell({ news: 'learn', phrase, barBeat: 0 })
    players.learned('ada')
    await time.pass(5000)
    await warned.promise

    await unlink(inTheWay)
    await players[Symbol.asyncDispose]()

    assert.deepEqual(await readdir(join(inTheWay, 'players')), ['ada.json'])
  })
})
