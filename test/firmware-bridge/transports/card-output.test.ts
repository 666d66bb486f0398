import assert from 'node:assert/strict'
import { cardOutputHolder, ownerOf } from '#firmware-bridge/transports/card-output.ts'

describe('the output of a MIDI card', () => {
  it('is held by nobody where there is no card', async () => {
    assert.equal(await cardOutputHolder('/dev/snd/midiC31D7'), undefined)
  })

  it('is held by who plays it, not by who hears it', () => {
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
