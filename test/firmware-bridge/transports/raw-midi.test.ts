import assert from 'node:assert/strict'
import { fstatSync } from 'node:fs'
import { openRawMidi, ownerOf } from '#firmware-bridge/transports/raw-midi.ts'

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

  it('tells who plays it, and not who hears it', () => {
    const told = (output: string): string => `Fader Box

Output 0
  Tx bytes     : 3
${output}Input 0
  Rx bytes     : 10
  Owner PID    : 134
  Buffer size  : 4096
`

    assert.equal(ownerOf(told('  Owner PID    : 142\n  Mode         : native\n')), '142')
    assert.equal(ownerOf(told('')), undefined)
  })
})
