import assert from 'node:assert/strict'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { openClock } from '#hub/clock/clock.ts'
import { systemClock } from '#runtime/clock.ts'
import { quietLog } from '#test/support/live.ts'
import { openPtys, type Pty, type PtyKit } from '#test/support/pty.ts'

const byteMs = 0.32

describe('the clock worker', () => {
  let ptys: PtyKit
  let pty: Pty
  before(async () => {
    ptys = await openPtys()
  })
  after(() => ptys[Symbol.asyncDispose]())
  beforeEach(async () => {
    pty = await ptys.open()
  })

  const nobody = { hear() {}, lost() {} }
  const opened = (writeFailed: (output: number, why: string) => void = () => {}) =>
    openClock({ log: quietLog, realTime: false, writeFailed })

  it('writes at once what is sent, and later what has a moment, in the order of the moments', async () => {
    await using line = await openSerial(pty.path, 31_250, nobody)
    await using clock = await opened()
    const output = clock.attach({ by: 'descriptor', fd: line.fd, byteMs })!
    const owner = clock.newOwner()!
    const now = systemClock.now()

    clock.at(1 << output, owner, 2, now + 60, Uint8Array.of(0x90, 62, 1))
    clock.at(1 << output, owner, 1, now + 40, Uint8Array.of(0x90, 61, 1))
    clock.send(1 << output, Uint8Array.of(0x90, 60, 1))

    const heard = await pty.hears((bytes) => bytes.length === 9)
    assert.deepEqual(heard, [0x90, 60, 1, 0x90, 61, 1, 0x90, 62, 1])
    const told: number[] = []
    clock.sounded(({ tag }) => told.push(tag))
    assert.deepEqual(told, [1, 2])
  })

  it('writes 2,000 messages whole and in order through a line that is always full', async () => {
    await using line = await openSerial(pty.path, 31_250, nobody)
    await using clock = await opened()
    // As fast as the port takes it: a pace would make the test long.
    const output = clock.attach({ by: 'descriptor', fd: line.fd, byteMs: 0 })!
    const sent: number[] = []

    for (let i = 0; i < 2000; i++) {
      const bytes = [0x80, i & 127, (i >> 7) & 127]
      sent.push(...bytes)
      assert.ok(clock.send(1 << output, Uint8Array.from(bytes)))
    }

    assert.deepEqual(await pty.hears((bytes) => bytes.length >= sent.length), sent)
  })

  it('says that a line is dead, and lets go of it', async () => {
    const failed = Promise.withResolvers<number>()
    const lost = Promise.withResolvers<void>()
    const letGo = Promise.withResolvers<void>()
    await using clock = await opened((output) => failed.resolve(output))
    const line = await openSerial(pty.path, 31_250, {
      hear() {},
      lost() {
        lost.resolve()
        return letGo.promise
      },
    })
    const output = clock.attach({ by: 'descriptor', fd: line.fd, byteMs })!

    await pty.unplug()
    await lost.promise
    clock.send(1 << output, Uint8Array.of(0x90, 60, 1))

    assert.equal(await failed.promise, output)
    await clock.detach(output)
    letGo.resolve()
  })

  it('writes out what waits when it ends', async () => {
    await using line = await openSerial(pty.path, 31_250, nobody)
    {
      await using clock = await opened()
      const output = clock.attach({ by: 'descriptor', fd: line.fd, byteMs })!
      for (let pitch = 0; pitch < 100; pitch++)
        clock.send(1 << output, Uint8Array.of(0x80, pitch, 0))
    }

    assert.equal((await pty.hears((bytes) => bytes.length >= 300)).length, 300)
  })

  it('has 31 outputs, no more', async () => {
    await using clock = await opened()
    const outputs = Array.from({ length: 32 }, () =>
      clock.attach({ by: 'descriptor', fd: 1_000_000, byteMs }),
    )

    assert.deepEqual(new Set(outputs.slice(0, 31)).size, 31)
    assert.equal(outputs[31], undefined)
  })
})
