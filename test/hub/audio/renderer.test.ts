import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sinon from 'sinon'
import { openRenderer } from '#hub/audio/renderer.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { groove } from './groove.ts'

const log = { warn: sinon.spy() }
const short = groove({ bars: 1 })

describe('the renderer', function () {
  this.timeout(20_000)

  it('makes the same WAV twice, with its loudness and its waveform', async () => {
    await using renderer = openRenderer({ log })

    const [once, again] = await Promise.all([renderer.renderWav(short), renderer.renderWav(short)])

    assert.deepEqual(once, again)
    assert.equal(Buffer.from(once.wav.subarray(0, 4)).toString(), 'RIFF')
    assert.ok(Buffer.from(once.wav).includes('AI-generated; engine fixture 1; seed 7'))
    assert.equal(once.peaks.length, 800)
    assert.ok(Math.abs(once.lufs + 14) <= 0.3 && once.truePeakDb <= -1)
    assert.ok(once.seconds > 2)
  })

  it('stops for a signal, at once in the queue and under way, and renders the next', async () => {
    await using renderer = openRenderer({ log })
    const stop = new AbortController()
    const drop = new AbortController()
    const running = renderer.renderWav(groove({ bars: 200 }), { signal: stop.signal })
    const queued = renderer.renderWav(short, { signal: drop.signal })
    const last = renderer.renderWav(short)

    drop.abort(new Error('not wanted'))
    await assert.rejects(queued, /not wanted/)
    stop.abort(new Error('enough'))
    await assert.rejects(running, /enough/)

    assert.ok((await last).wav.length > 1000)
    await assert.rejects(
      renderer.renderWav(short, { signal: AbortSignal.abort(new Error('too late')) }),
      /too late/,
    )
  })

  it('says worker-lost when the worker dies, and starts another', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'worker.mjs')
    await writeFile(
      file,
      `import { parentPort } from 'node:worker_threads'
       parentPort.on('message', ({ id, composition }) => {
         if (composition.seed === 13) throw new Error('unlucky')
         parentPort.postMessage({ id, rendered: { seconds: 1 } })
       })`,
    )
    await using renderer = openRenderer({ log, worker: pathToFileURL(file) })

    const unlucky = renderer.renderWav(groove({ bars: 1, seed: 13 }))
    const next = renderer.renderWav(short)

    await assert.rejects(unlucky, { code: 'worker-lost' })
    assert.equal((await next).seconds, 1)
  })

  it('answers what is asked after its end', async () => {
    const renderer = openRenderer({ log })
    const running = renderer.renderWav(groove({ bars: 100 }))
    const refused = assert.rejects(running, { code: 'worker-lost' })

    await renderer[Symbol.asyncDispose]()

    await refused
    await assert.rejects(renderer.renderWav(short), { code: 'worker-lost' })
  })
})
