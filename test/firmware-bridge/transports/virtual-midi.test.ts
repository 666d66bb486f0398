import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { openVirtualInput } from '#firmware-bridge/transports/virtual-midi.ts'

/** easymidi as it would be where there is a sequencer: a port that stands on a native one. */
function easymidi() {
  const calls: string[] = []
  const native = Object.assign(new EventEmitter(), { destroy: () => void calls.push('destroyed') })
  class Input {
    readonly _input = native
    constructor(name: string, virtual: boolean) {
      calls.push(`opened ${name} ${virtual}`)
    }
    close(): void {
      calls.push('closed')
    }
  }
  return {
    calls,
    load: () => ({ Input }),
    say: (sinceLastMs: number, bytes: readonly number[]) =>
      void native.emit('messageBuffer', sinceLastMs / 1000, Uint8Array.from(bytes)),
  }
}

describe('our own input port', () => {
  let nowMs = 0
  const clock = { now: () => nowMs, date: () => '' }
  beforeEach(() => {
    nowMs = 500
  })

  it('is heard byte for byte, at the kernel’s time', async () => {
    const easy = easymidi()
    const heard: [bytes: number[], atMs: number][] = []
    await using _port = openVirtualInput(
      'Rigsong',
      { hear: (_message, bytes, atMs) => heard.push([[...bytes], atMs]) },
      { clock, load: easy.load, present: () => true },
    )

    easy.say(0, [0x99, 36, 127])
    nowMs += 50
    easy.say(10, [0xf0, 1, 2])
    easy.say(1, [0xf7])

    assert.deepEqual(heard, [
      [[0x99, 36, 127], 500],
      [[0xf0, 1, 2, 0xf7], 511],
    ])
  })

  it('is virtual, opened once, and destroyed when it is closed', async () => {
    const easy = easymidi()
    const port = openVirtualInput(
      'Rigsong',
      { hear() {} },
      { clock, load: easy.load, present: () => true },
    )

    await port[Symbol.asyncDispose]()

    assert.deepEqual(easy.calls, ['opened Rigsong true', 'closed', 'destroyed'])
  })

  it('is refused where there is no sequencer, without a look at the library', () => {
    const load = (): never => assert.fail('it was loaded')

    assert.throws(
      () => openVirtualInput('Rigsong', { hear() {} }, { clock, load, present: () => false }),
      { code: 'midi-unavailable' },
    )
  })
})
