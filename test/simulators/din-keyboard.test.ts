import assert from 'node:assert/strict'
import { dinKeyboard } from '#simulators/din-keyboard.ts'

function bytesOf(play: (keys: ReturnType<typeof dinKeyboard>) => void, runningStatus = false) {
  const bytes: number[] = []
  play(dinKeyboard((more) => void bytes.push(...more), { channel: 2, runningStatus }))
  return bytes
}

describe('the DIN keyboard', () => {
  it('speaks MIDI as the standard writes it', () => {
    const bytes = bytesOf((keys) => {
      void keys.press(60, 100)
      void keys.lift(60)
      void keys.pedal(true)
      void keys.sense()
      void keys.tick()
    })

    assert.deepEqual(bytes, [0x92, 60, 100, 0x82, 60, 64, 0xb2, 64, 127, 0xfe, 0xf8])
  })

  it('leaves out a status that is still running, and lifts by velocity 0', () => {
    const bytes = bytesOf((keys) => {
      void keys.press(60, 100)
      void keys.lift(60)
      void keys.press(62, 90)
      void keys.pedal(false)
      void keys.press(64, 80)
    }, true)

    assert.deepEqual(bytes, [0x92, 60, 100, 60, 0, 62, 90, 0xb2, 64, 0, 0x92, 64, 80])
  })
})
