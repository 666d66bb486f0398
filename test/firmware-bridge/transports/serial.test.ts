import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openSerial, type SerialLine } from '#firmware-bridge/transports/serial.ts'
import { loops } from '#test/support/loops.ts'
import { openPtys, type Pty, type PtyKit } from '#test/support/pty.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** Ears that remember. */
function ears() {
  const events = new EventEmitter()
  const bytes: number[] = []
  const losses: string[] = []
  return {
    bytes,
    losses,
    hear(more: Uint8Array) {
      bytes.push(...more)
      events.emit('heard')
    },
    lost(why: string) {
      losses.push(why)
      events.emit('lost')
    },
    async hears(count: number) {
      while (bytes.length < count) await once(events, 'heard')
      return bytes
    },
    async loss() {
      if (losses.length === 0) await once(events, 'lost')
    },
  }
}

describe('a serial port', () => {
  let ptys: PtyKit
  let pty: Pty
  before(async () => {
    ptys = await openPtys()
  })
  after(() => ptys[Symbol.asyncDispose]())
  beforeEach(async () => {
    pty = await ptys.open()
  })

  it('hears every byte, the control characters of terminals as well', async () => {
    const all = Array.from({ length: 256 }, (_, byte) => byte)
    const heard = ears()
    await using _line = await openSerial(pty.path, 31_250, heard)

    await pty.write(all)

    assert.deepEqual(await heard.hears(256), all)
  })

  it('is written to through its descriptor, byte for byte', async () => {
    const all = Array.from({ length: 256 }, (_, byte) => byte)
    await using line = await openSerial(pty.path, 31_250, ears())

    writeSync(line.fd, Uint8Array.from(all))

    assert.deepEqual(await pty.hears((bytes) => bytes.length >= 256), all)
  })

  it('is written to in order, from this thread', async () => {
    const all = Array.from({ length: 256 }, (_, byte) => byte)
    await using line = await openSerial(pty.path, 31_250, ears(), { dtr: true })

    for (const byte of all) line.write(Uint8Array.of(byte))

    assert.deepEqual(await pty.hears((bytes) => bytes.length >= 256), all)
  })

  it('is lost when it takes nothing any more', async () => {
    const heard = ears()
    await using line = await openSerial(pty.path, 31_250, heard)
    process.kill(ptys.pid, 'SIGSTOP')
    try {
      for (let i = 0; i < 200; i++) line.write(new Uint8Array(1024))
      await heard.loss()
    } finally {
      process.kill(ptys.pid, 'SIGCONT')
    }

    assert.deepEqual(heard.losses, ['it takes nothing any more'])
  })

  it('says once that it was unplugged, however soon after the opening', async () => {
    for (let i = 0; i < loops(5, 50); i++) {
      const gone = await ptys.open()
      const heard = ears()
      await using line = await openSerial(gone.path, 31_250, heard)

      await gone.unplug()
      await heard.loss()

      line.reportLoss('and again')
      assert.equal(heard.losses.length, 1)
    }
  })

  it('keeps its descriptor until whoever writes to it has let go', async () => {
    const letGo = Promise.withResolvers<void>()
    const lost = Promise.withResolvers<void>()
    const line: SerialLine = await openSerial(pty.path, 31_250, {
      hear() {},
      lost() {
        lost.resolve()
        return letGo.promise
      },
    })

    await pty.unplug()
    await lost.promise

    assert.throws(() => writeSync(line.fd, Uint8Array.of(0xf8)), { code: 'EIO' })
    letGo.resolve()
    await line[Symbol.asyncDispose]()
    assert.throws(() => writeSync(line.fd, Uint8Array.of(0xf8)))
  })

  it('closes once, however often it is asked, and says nothing of a loss', async () => {
    const heard = ears()
    const line = await openSerial(pty.path, 31_250, heard)

    await Promise.all([line[Symbol.asyncDispose](), line[Symbol.asyncDispose]()])
    await line[Symbol.asyncDispose]()

    assert.deepEqual(heard.losses, [])
  })

  it('opens again after it was closed', async () => {
    await (await openSerial(pty.path, 31_250, ears()))[Symbol.asyncDispose]()
    const heard = ears()
    await using _line = await openSerial(pty.path, 31_250, heard)

    await pty.write([1, 2, 3])

    assert.deepEqual(await heard.hears(3), [1, 2, 3])
  })

  it('is refused as missing where there is no such file', async () => {
    await assert.rejects(openSerial('/dev/rigsong-none', 31_250, ears()), { code: 'port-missing' })
  })

  it('is refused where the file is no device, or no serial one', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'port')
    writeFileSync(file, '')

    await assert.rejects(openSerial(file, 31_250, ears()), { code: 'port-refused' })
    await assert.rejects(openSerial('/dev/null', 31_250, ears()), { code: 'port-refused' })
  })

  it('is refused as busy while somebody has it', async () => {
    await using _line = await openSerial(pty.path, 31_250, ears())

    await assert.rejects(openSerial(pty.path, 31_250, ears()), {
      code: 'port-busy',
      hint: /^Two devices of the rig/,
    })
  })

  it('says which program has it, and opens when that has ended', async () => {
    const script = 'exec 9<>"$0"; flock 9; echo ready; read x'
    const monitor = spawn('sh', ['-c', script, pty.path], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = once(monitor, 'exit')
    await once(monitor.stdout, 'data')

    await assert.rejects(openSerial(pty.path, 31_250, ears()), {
      code: 'port-busy',
      hint: `Close sh (process ${monitor.pid}) that has it open.`,
    })

    monitor.stdin.end()
    await ended
    await using _line = await openSerial(pty.path, 31_250, ears())
  })
})
