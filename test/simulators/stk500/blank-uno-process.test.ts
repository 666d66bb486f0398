import assert from 'node:assert/strict'
import { realpathSync } from 'node:fs'
import type { DescriptionOf } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import { openHubFrames } from '#firmware-bridge/drivers/hub-frames.ts'
import { flash } from '#firmware-bridge/flash/flash.ts'
import { shippedFirmware } from '#firmware-bridge/flash/shipped.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { hearing, worldOf } from '#test/firmware-bridge/drivers/hearing.ts'
import { until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'

const knobBox: DescriptionOf<'hub-frames'> = {
  id: 'knob-box',
  title: 'Knob box',
  transport: 'hub-frames',
  match: [{ 'hub-frames': { name: '^knob-box$' } }],
  controls: [{ id: 'button-1', kind: 'trigger', from: { button: 0 } }],
  discover: false,
  roles: {},
}

describe('a board without a program', () => {
  it('plays once ours was written to it, from its own flash', async () => {
    const image = await shippedFirmware('knob-box')
    await using uno = await startSimulator('blank-uno')
    const heard = hearing()
    await using driver = openHubFrames(
      { id: 'box', place: placeOf(uno.ready.port)!, description: knobBox },
      heard,
      worldOf({ openSerial }),
    )
    await heard.becomes('identifying')
    const steps: number[] = []

    await driver.lend!((path) => flash(path, image, { progress: (done) => steps.push(done) }))
    await heard.becomes('live')
    await uno.say('press 2')
    await until(() => heard.valueOf('button-1') === 1, 'the press')

    assert.equal(steps.at(-1), 1)
    assert.ok(uno.heard().includes('the program runs'))
  })

  it('is told to be incomplete when its plug was pulled, and takes the same program again', async () => {
    const image = await shippedFirmware('knob-box')
    await using uno = await startSimulator('blank-uno')
    await uno.say('fail unplugs-itself')

    await assert.rejects(flash(uno.ready.port, image), {
      code: 'flash-failed',
      message: /went away.*incomplete/,
      hint: /Writing again mends it/,
    })
    await uno.say('fail none')
    await uno.say('plug')
    await flash(realpathSync(uno.ready.port), image)

    await uno.hears((says) => says === 'the program runs')
  })

  it('can only fail in ways that there are', async () => {
    await using uno = await startSimulator('blank-uno')

    await assert.rejects(uno.say('fail badly'), /drops-page/)
  })
})
