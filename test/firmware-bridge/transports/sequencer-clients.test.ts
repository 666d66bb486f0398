import assert from 'node:assert/strict'
import { readClients } from '#firmware-bridge/transports/sequencer-clients.ts'

/** As Linux 6.1 tells it, with a card that two programs play and one hears. */
const told = `Client info
  cur  clients : 9
  peak clients : 9
  max  clients : 192

Client   0 : "System" [Kernel Legacy]
  Port   0 : "Timer" (Rwe-)
  Port   1 : "Announce" (R-e-)
Client  24 : "Fader "Big" Box" [Kernel Legacy]
  Port   0 : "Fader Box MIDI 1" (RWeX)
    Connecting To: 128:0[real:0], 131:2
    Connected From: 129:0, 130:0
  Port   1 : "Fader Box MIDI 2" (RWeX)
Client 128 : "RtMidi Input Client" [User Legacy]
  Port   0 : "RtMidi Input" (-We-)
    Connected From: 24:0
  Output pool :
    Pool size          : 500
    Cells in use       : 0
    Peak cells in use  : 0
    Alloc success      : 0
    Alloc failures     : 7
  Input pool :
    Pool size          : 200
    Cells in use       : 0
    Peak cells in use  : 3
    Alloc success      : 4
    Alloc failures     : 262
`

describe('who is at the sequencer', () => {
  it('is read with who plays whom, and with what was lost', () => {
    assert.deepEqual(readClients(told), [
      {
        number: 0,
        name: 'System',
        writers: new Map([
          [0, []],
          [1, []],
        ]),
        lost: 0,
      },
      {
        number: 24,
        name: 'Fader "Big" Box',
        writers: new Map([
          [0, ['129:0', '130:0']],
          [1, []],
        ]),
        lost: 0,
      },
      { number: 128, name: 'RtMidi Input Client', writers: new Map([[0, ['24:0']]]), lost: 262 },
    ])
  })

  it('is nobody where nothing is told', () => {
    assert.deepEqual(readClients(''), [])
  })
})
