import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { dinKeyboard } from '#simulators/din-keyboard.ts'

const program = new URL('../../simulators/din-keyboard.ts', import.meta.url)

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

  it('plays by itself on a port that it names, until it is stopped', async () => {
    const child = spawn(process.execPath, [program.pathname], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const gone = once(child, 'exit')
    const [path] = (await once(createInterface(child.stdout), 'line')) as [string]
    const heard = Promise.withResolvers<number>()
    await using _line = await openSerial(path, 31_250, {
      hear: (bytes) => heard.resolve(bytes.length),
      lost() {},
    })

    assert.ok((await heard.promise) > 0)
    child.kill('SIGINT')
    assert.deepEqual(await gone, [0, null])
  })
})
