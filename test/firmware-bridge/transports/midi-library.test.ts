import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { midiSystem } from '#firmware-bridge/transports/midi-library.ts'
import { skip } from '#test/support/skip.ts'

describe('the MIDI system', () => {
  const opens = async (): Promise<void> => {}
  const failsWith = (code: string) => (): Promise<void> =>
    Promise.reject(Object.assign(new Error(code), { code }))
  const load = (): never => assert.fail('it was loaded')

  it('is there where its device opens and its library loads', async () => {
    assert.deepEqual(await midiSystem({ opens, load: () => {} }), { state: 'there' })
  })

  it('is absent where the kernel has no sequencer, with a way to get it', async () => {
    const system = await midiSystem({ opens: failsWith('ENOENT'), load })

    assert.equal(system.state, 'absent')
    assert.match(system.state === 'absent' ? system.fix : '', /modprobe snd-seq/)
  })

  it('is absent where we may not open it, with the group to join', async () => {
    const system = await midiSystem({ opens: failsWith('EACCES'), load })

    assert.match(system.state === 'absent' ? system.fix : '', /usermod -aG audio/)
  })

  it('is absent where its library does not load, with what to install', async () => {
    const system = await midiSystem({
      opens,
      load() {
        throw new Error('libasound.so.2: cannot open shared object file')
      },
    })

    assert.match(system.state === 'absent' ? system.says : '', /libasound\.so\.2/)
    assert.match(system.state === 'absent' ? system.fix : '', /apt install libasound2/)
  })

  it('prints nothing where it is absent, whoever asks', async function () {
    if (existsSync('/dev/snd/seq')) skip(this, 'this machine has ALSA')
    const script = `
      const { sequencerPorts } = await import('#firmware-bridge/transports/alsa.ts')
      const { midiLibrary, midiSystem } = await import('#firmware-bridge/transports/midi-library.ts')
      const { openClock } = await import('#hub/clock/clock.ts')
      const failed = Promise.withResolvers()
      const log = { debug() {}, info() {}, warn() {}, error() {} }
      const clock = await openClock({ log, realTime: false, writeFailed: (_, why) => failed.resolve(why) })
      clock.attach({ by: 'sequencer', name: 'Rigsong', at: 'own' })
      const why = await failed.promise
      await clock[Symbol.asyncDispose]()
      midiLibrary()
      console.log(JSON.stringify([await midiSystem(), sequencerPorts(), why]))`

    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ])

    const [system, ports, why] = JSON.parse(stdout)
    assert.equal(stderr, '')
    assert.equal(system.state, 'absent')
    assert.deepEqual(ports, { inputs: [], outputs: [] })
    assert.match(why, /no MIDI system/)
  })
})
