import assert from 'node:assert/strict'
import { existsSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'

/** A port that counts what comes. */
async function listening(path: string) {
  let count = 0
  const line = await openSerial(path, 250_000, {
    hear: (bytes) => {
      count += bytes.length
    },
    lost() {},
  })
  return { count: () => count, [Symbol.asyncDispose]: () => line[Symbol.asyncDispose]() }
}

describe('a simulated board that is driven by words', function () {
  this.timeout(60_000)

  it('does what can be done with it, and says what cannot', async () => {
    await using box = await startSimulator('knob-box')

    await box.say('turn knob-6 1')
    await box.say('press button-8')
    await assert.rejects(box.say('turn knob-7 1'), /say knob-1 to knob-6/)
    await assert.rejects(box.say('press button-0'), /there is no button-0/)
    await assert.rejects(box.say('turn knob-1 2'), /say: turn <knob> <0..1>/)
  })

  it('is gone while it is unplugged, and starts anew under the same name', async () => {
    await using box = await startSimulator('knob-box')
    const { port } = box.ready
    {
      await using line = await listening(port)
      await box.say('turn knob-1 0.5')
      await until(() => line.count() > 0, 'a knob', 30_000)
    }

    await box.say('unplug')
    assert.equal(existsSync(port), false)
    await box.say('plug')
    assert.match(realpathSync(port), /^\/dev\/pts\//)
    await using line = await listening(port)
    await box.say('turn knob-1 0.75')

    await until(() => line.count() > 0, 'a knob', 30_000)
  })

  it('says nothing to a port that nobody has open, so that whoever opens it hears of now', async () => {
    await using box = await startSimulator('knob-box')
    for (const share of [0.2, 0.4, 0.6, 0.8]) await box.say(`turn knob-1 ${share}`)
    await box.say('reset')

    await using line = await listening(box.ready.port)
    await box.say('turn knob-1 0.1')
    await until(() => line.count() > 0, 'a knob', 30_000)

    assert.ok(line.count() < 100, `${line.count()} bytes`)
  })

  it('leaves no file behind when it ends', async () => {
    const box = await startSimulator('knob-box')
    const folder = dirname(box.ready.port)
    assert.ok(existsSync(folder))

    await box[Symbol.asyncDispose]()

    assert.equal(existsSync(folder), false)
  })
})
