import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { openPtys, type PtyKit } from '#test/support/pty.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** A port that remembers what came. */
async function listening(path: string) {
  const bytes: number[] = []
  const heard = new EventEmitter()
  const line = await openSerial(path, 31_250, {
    hear(more) {
      bytes.push(...more)
      heard.emit('more')
    },
    lost() {},
  })
  return {
    async hears(count: number) {
      while (bytes.length < count) await once(heard, 'more')
      return bytes
    },
    async hearsUntil(last: number) {
      while (bytes.at(-1) !== last) await once(heard, 'more')
      return bytes
    },
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  }
}

describe('the pseudo-terminal kit', () => {
  let ptys: PtyKit
  before(async () => {
    ptys = await openPtys()
  })
  after(() => ptys[Symbol.asyncDispose]())

  it('is no faster than its wire', async () => {
    const pty = await ptys.open()
    await using port = await listening(pty.path)
    const bytes = Array.from({ length: 100 }, (_, i) => i)
    const startMs = performance.now()

    await pty.write(bytes, { baud: 31_250 })

    assert.ok(performance.now() - startMs >= 99 * 0.32)
    assert.deepEqual(await port.hears(100), bytes)
  })

  it('flips the same bits each time when it is told to', async () => {
    const bytes = Array.from({ length: 200 }, () => 0)
    const heard: string[] = []
    for (let i = 0; i < 2; i++) {
      const pty = await ptys.open()
      await using port = await listening(pty.path)
      await pty.write(bytes, { corruptOneIn: 10 })
      heard.push((await port.hears(200)).join())
    }

    assert.notEqual(heard[0], bytes.join())
    assert.equal(heard[0], heard[1])
  })

  it('loses the same bytes each time when it is told to', async () => {
    const bytes = Array.from({ length: 200 }, (_, i) => i)
    const heard: string[] = []
    for (let i = 0; i < 2; i++) {
      const pty = await ptys.open()
      await using port = await listening(pty.path)
      await pty.write(bytes, { dropOneIn: 10 })
      await pty.write([255])
      heard.push((await port.hearsUntil(255)).join())
    }

    assert.equal(heard[0], heard[1])
    const left = heard[0]!.split(',').length
    assert.ok(left > 160 && left < 195, `${left} left`)
  })

  it('takes its name away and says nothing, and comes back by another one', async () => {
    await using folder = await openTempFolder()
    const pty = await ptys.open(join(folder.path, 'ttyACM0'))
    await using port = await listening(pty.path)

    await pty.vanish()
    assert.equal(existsSync(join(folder.path, 'ttyACM0')), false)
    await pty.write([1, 2])
    assert.deepEqual(await port.hears(2), [1, 2])
    await pty.replug(join(folder.path, 'ttyACM1'))

    assert.equal(pty.path, join(folder.path, 'ttyACM1'))
    assert.equal(existsSync(pty.path), true)
  })

  it('takes its device file away when it is unplugged, and keeps its name when it is back', async () => {
    await using folder = await openTempFolder()
    const link = join(folder.path, 'keys')
    const pty = await ptys.open(link)

    await pty.unplug()
    assert.equal(existsSync(link), false)
    await pty.replug()

    assert.equal(existsSync(link), true)
    assert.equal(pty.path, link)
  })
})
