import assert from 'node:assert/strict'
import { emptyPatch, type Rig, type RigDevice } from '#core/rig/rig.ts'
import { openShelf, type Shelf, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import { openAdoption } from '#hub/live/adoption.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { quietLog } from '#test/support/live.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const usb = { vendor: '2341', product: '0043', path: '1-1', productName: 'Arduino Uno' }
const faders = { vendor: '1d6b', product: '0104', path: '1-2', productName: 'Fader Box' }
const hub = { url: 'http://hub', token: 'secret' }
const rigOf = (...devices: RigDevice[]): Rig => ({
  ...{ revision: 1, devices, ignored: [], patch: emptyPatch },
})

describe('what is plugged in', () => {
  let folder: Awaited<ReturnType<typeof openTempFolder>>
  let shelf: Shelf
  before(async () => {
    folder = await openTempFolder()
    const parts = { shipped: shippedDevices, own: folder.path, log: quietLog, onChange() {} }
    shelf = await openShelf(parts)
  })
  after(async () => {
    await shelf[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  /** A hub that takes in what it is told of, or says why not. */
  function met({ name, away = 0 }: { name?: string; away?: number } = {}) {
    const told: { port: string; description: string }[] = []
    let left = away
    const presence = fakePresence()
    const asked: string[] = []
    const adoption = openAdoption({
      ...{ presence, shelf, hub, log: quietLog },
      async fetch(_, init) {
        if (left-- > 0) return new Response('', { status: 503 })
        const { port, description } = JSON.parse(String(init?.body))
        told.push({ port, description })
        return Response.json({})
      },
      async ask(path) {
        asked.push(path)
        return name === undefined ? undefined : { name }
      },
    })
    return { presence, adoption, told, asked }
  }

  it('joins the rig where a description knows it: MIDI unasked, a board by what it says', async () => {
    const { presence, adoption, told, asked } = met({ name: 'knob-box' })
    presence.plug('usb:1d6b:0104/path=1-2', { kind: 'midi', title: 'Fader Box', usb: faders })
    presence.plug('usb:2341:0043/path=1-1', { title: 'Arduino Uno', usb })

    adoption.follow(rigOf())
    await until(() => told.length === 2, 'both to be told')

    assert.deepEqual(told, [
      { port: 'usb:1d6b:0104/path=1-2', description: 'fader-box' },
      { port: 'usb:2341:0043/path=1-1', description: 'knob-box' },
    ])
    assert.deepEqual(asked, ['/dev/ttyACM1'])
    await adoption[Symbol.asyncDispose]()
  })

  it('is a board with Firmata where it does not know our own words', async () => {
    const { presence, adoption, told } = met()
    presence.plug('usb:2341:0043/path=1-1', { title: 'Arduino Uno', usb })

    adoption.follow(rigOf())
    await until(() => told.length === 1, 'it to be told')

    assert.equal(told[0]?.description, 'arduino-uno')
    await adoption[Symbol.asyncDispose]()
  })

  it('is told again until the hub is there', async () => {
    const { presence, adoption, told } = met({ away: 1 })
    presence.plug('usb:1d6b:0104/path=1-2', { kind: 'midi', usb: faders })

    adoption.follow(rigOf())
    await until(() => told.length === 1, 'it to be told')

    assert.equal(told[0]?.description, 'fader-box')
    await adoption[Symbol.asyncDispose]()
  })

  it('is left alone where nobody knows it, it is in the rig, it is not wanted, or only leads on', async () => {
    const { presence, adoption, told, asked } = met()
    const port = 'usb:1d6b:0104/path=1-2'
    const rigged = { id: 'faders', name: 'Faders', transport: 'usb-midi', player: 'ada' } as const
    presence.plug('/dev/ttyS0')
    presence.plug('alsa:Midi Through')
    presence.plug(port, { kind: 'midi', usb: faders })
    presence.plug('usb:1d6b:0104/path=1-3', { kind: 'midi', usb: { ...faders, path: '1-3' } })

    adoption.follow({ ...rigOf({ ...rigged, port }), ignored: ['usb:1d6b:0104/path=1-3'] })
    presence.plug('alsa:FLUID Synth')
    await until(() => told.length > 0, 'the synth to be told')

    assert.deepEqual(told, [{ port: 'alsa:FLUID Synth', description: 'generic-midi' }])
    assert.deepEqual(asked, [])
    await adoption[Symbol.asyncDispose]()
  })
})
