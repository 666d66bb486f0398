import assert from 'node:assert/strict'
import { Worker } from 'node:worker_threads'
import { HubError } from '#core/errors.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openEngine } from '#hub/live/engine.ts'
import { openLog } from '#runtime/log.ts'
import { manners, phrasesOf } from '#test/support/playing.ts'

const log = openLog('test', 'error', { write() {} })
const count = { bpm: 96, meter: { beats: 4, unit: 4 } as const, originMs: 0, originBeat: 0 }
const bars = {
  ...{ fromBar: 0, bars: 2, ids: ['ph_1', 'ph_2'], count, controls: {}, because: 'cm_1' },
  ...{ accompaniment: { ...firstAccompaniment, drums: true }, soloing: false },
}
const wish = { id: 'ph_r', role: 'continue', barBeat: 0 } as const
const frozen = (): Worker => new Worker('for (;;) {}', { eval: true })
/** A thread that answers with the news it was told. */
const honest = (): Worker =>
  new Worker(
    `const { parentPort } = require('node:worker_threads')
     const news = []
     parentPort.on('message', (word) =>
       word.news ? news.push(word) : parentPort.postMessage({ n: word.n, answer: news }))`,
    { eval: true },
  )

/** A thread that answers until somebody strikes a key. */
const mortal = (): Worker =>
  new Worker(
    `const { parentPort } = require('node:worker_threads')
     parentPort.on('message', ({ news, n }) => {
       if (news === 'strike') process.exit()
       if (n) parentPort.postMessage({ n, answer: { version: 2, heard: 4, phrases: [], groove: [] } })
     })`,
    { eval: true },
  )

describe('the engine in its thread', function () {
  this.timeout(20_000)

  it('hears, proposes, responds, and says why', async () => {
    await using engine = openEngine({ log })
    const [call] = phrasesOf(manners.lyrical!, 1, 3)

    engine.tell({ news: 'strike', note: { pitch: 60, velocity: 80, atMs: 0 } })
    const { bars: proposed, hears } = await engine.propose(bars)
    const notes = await engine.respond(call!, wish)
    const why = await engine.why('ph_r', false)

    assert.equal(hears.onsets, 1)
    assert.ok(proposed.every((bar) => bar.notes.length > 0))
    assert.ok(notes.length > 0)
    assert.equal(why!.repeats, true)
    assert.equal((await engine.snapshot('ada'))!.heard, 1)
  })

  it('starts no thread for what comes after the end', async () => {
    let started = 0
    const start = (): Worker => {
      started += 1
      return honest()
    }
    const engine = openEngine({ log, start })
    await engine.snapshot('ada')
    await engine[Symbol.asyncDispose]()

    engine.tell({ news: 'lift', note: { pitch: 60, atMs: 0 } })
    await assert.rejects(engine.snapshot('ada'), HubError)

    assert.equal(started, 1)
  })

  it('leaves a thread that hangs, and begins another with what it knew of a player', async () => {
    const snapshot = { version: 2, heard: 3, phrases: [], groove: [] } as const
    const threads = [frozen, honest]
    await using engine = openEngine({
      ...{ log, silentMs: 1000 },
      start: () => threads.shift()!(),
    })
    engine.tell({ news: 'restore', player: 'ada', snapshot })

    await assert.rejects(
      engine.snapshot('ada'),
      (error) => error instanceof HubError && error.code === 'worker-lost',
    )
    const told: unknown = await engine.snapshot('ada')

    assert.deepEqual(told, [{ news: 'restore', player: 'ada', snapshot }])
  })

  it('begins another thread with the players heard last, whoever plays now at the end', async () => {
    const threads = [mortal, honest]
    await using engine = openEngine({ log, start: () => threads.shift()!() })
    const snapshot = { version: 2, heard: 3, phrases: [], groove: [] } as const
    for (let i = 0; i < 20; i++) engine.tell({ news: 'restore', player: `player-${i}`, snapshot })
    await engine.snapshot('player-10')
    engine.tell({ news: 'strike', note: { pitch: 60, velocity: 80, atMs: 0 } })
    await assert.rejects(engine.snapshot('player-10'), HubError)

    const told = (await engine.snapshot('nobody')) as unknown as { readonly player: string }[]

    assert.deepEqual(
      told.map(({ player }) => player),
      [4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 10].map((i) => `player-${i}`),
    )
  })
})
