import assert from 'node:assert/strict'
import { existsSync, writeSync } from 'node:fs'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { startSimulator } from '#test/support/simulator.ts'

describe('the keyboard that a person plays', () => {
  it('is heard on its port, loses it with its plug, and gets it back under the same name', async () => {
    await using keyboard = await startSimulator('keyboard')
    const { port, transport, description } = keyboard.ready
    const lost = Promise.withResolvers<void>()
    const first = Promise.withResolvers<readonly number[]>()
    await using _line = await openSerial(port, 31_250, {
      hear: (bytes) => first.resolve([...bytes]),
      lost: () => lost.resolve(),
    })

    await keyboard.say('press 60 100')
    assert.deepEqual(await first.promise, [0x90, 60, 100])
    await keyboard.say('unplug')
    await lost.promise
    assert.equal(existsSync(port), false)
    await keyboard.say('plug')

    assert.equal(existsSync(port), true)
    assert.deepEqual([transport, description], ['din', 'generic-din'])
  })

  it('tells what is played on it', async () => {
    await using keyboard = await startSimulator('keyboard')
    await using line = await openSerial(keyboard.ready.port, 31_250, { hear() {}, lost() {} })

    writeSync(line.fd, Uint8Array.of(0x90, 67, 90))

    assert.equal(await keyboard.hears(() => true), 'note 67')
  })

  it('refuses what it does not know, and says what it does', async () => {
    await using keyboard = await startSimulator('keyboard')

    await assert.rejects(keyboard.say('shout'), /press/)
    await assert.rejects(keyboard.say('press 200'), /press/)
  })
})
