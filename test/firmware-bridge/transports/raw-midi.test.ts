import assert from 'node:assert/strict'
import { fstatSync } from 'node:fs'
import { openRawMidi } from '#firmware-bridge/transports/raw-midi.ts'

describe('the file of a MIDI card', () => {
  it('is open until who opened it closes it', async () => {
    const raw = await openRawMidi('/dev/null')
    assert.ok(fstatSync(raw.fd).isCharacterDevice())
    const { fd } = raw

    await raw[Symbol.asyncDispose]()

    assert.throws(() => fstatSync(fd), { code: 'EBADF' })
  })

  it('is missing where the card is not plugged in', async () => {
    await assert.rejects(openRawMidi('/dev/snd/midiC31D7'), { code: 'port-missing' })
  })
})
