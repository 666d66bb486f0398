import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { emptyPatch, type Rig, type RigDevice } from '#core/rig/rig.ts'
import { openShelf, type Shelf, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import { openAdoption } from '#hub/live/adoption.ts'
import { fakePresence } from '#test/support/fake-presence.ts'
import { quietLog } from '#test/support/live.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { virtualTime } from '#test/support/virtual-time.ts'

const usb = { vendor: '2341', product: '0043', path: '1-1', productName: 'Arduino Uno' }
const faders = { vendor: '1d6b', product: '0104', path: '1-2', productName: 'Fader Box' }
const hub = { url: 'http://hub', token: 'secret' }
type Meeting = {
  readonly name?: string
  /** How often the hub is not there. */
  readonly away?: number
  readonly ask?: (path: string, signal: AbortSignal) => Promise<void>
}
const uno = 'usb:2341:0043/path=1-1'
const box = { id: 'box', name: 'Box', transport: 'hub-frames', player: 'ada' } as const
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
  function met({ name, away = 0, ask }: Meeting = {}) {
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
      async ask(path, signal) {
        asked.push(path)
        await ask?.(path, signal)
        return name === undefined ? undefined : { name }
      },
    })
    return { presence, adoption, told, asked }
  }

  it('joins the rig where a description knows it: MIDI unasked, a board by what it says', async () => {
    const { presence, adoption, told, asked } = met({ name: 'knob-box' })
    presence.plug('usb:1d6b:0104/path=1-2', { kind: 'midi', title: 'Fader Box', usb: faders })
    presence.plug('usb:2341:0043/path=1-1', { title: 'Arduino Uno', usb })

    await adoption.follow(rigOf())
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

    await adoption.follow(rigOf())
    await until(() => told.length === 1, 'it to be told')

    assert.equal(told[0]?.description, 'arduino-uno')
    await adoption[Symbol.asyncDispose]()
  })

  it('is told again until the hub is there', async () => {
    const { presence, adoption, told } = met({ away: 1 })
    presence.plug('usb:1d6b:0104/path=1-2', { kind: 'midi', usb: faders })

    await adoption.follow(rigOf())
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

    await adoption.follow({ ...rigOf({ ...rigged, port }), ignored: ['usb:1d6b:0104/path=1-3'] })
    presence.plug('alsa:FLUID Synth')
    await until(() => told.length > 0, 'the synth to be told')

    assert.deepEqual(told, [{ port: 'alsa:FLUID Synth', description: 'generic-midi' }])
    assert.deepEqual(asked, [])
    await adoption[Symbol.asyncDispose]()
  })

  it('waits for nobody: not for a port that another program holds, nor for one that is stuck', async () => {
    using time = virtualTime()
    const { presence, adoption, told, asked } = met({
      async ask(path) {
        if (path === '/dev/ttyACM0') throw new HubError('port-busy', path, { hint: '' })
        if (path === '/dev/ttyACM1') await new Promise(() => {})
      },
    })
    for (const path of ['1-1', '1-2', '1-3'])
      presence.plug(`usb:2341:0043/path=${path}`, { usb: { ...usb, path } })

    await adoption.follow(rigOf())
    await time.passUntil(() => told.length === 1, 10_000)
    await time.pass(60_000)

    assert.deepEqual(told, [{ port: 'usb:2341:0043/path=1-3', description: 'arduino-uno' }])
    const times = (path: string): number => asked.filter((one) => one === path).length
    assert.equal(times('/dev/ttyACM1'), 1)
    assert.ok(times('/dev/ttyACM0') > 3 && times('/dev/ttyACM0') < 10)
    await adoption[Symbol.asyncDispose]()
  })

  it('is asked once, for that makes a board start anew, and again when it was replugged', async () => {
    using time = virtualTime()
    const { presence, adoption, told, asked } = met({ name: 'knob-box', away: 4 })
    presence.plug(uno, { usb })

    await adoption.follow(rigOf())
    await time.passUntil(() => told.length === 1, 30_000)
    const before = asked.length
    presence.unplug(uno)
    presence.plug(uno, { usb })
    await time.passUntil(() => told.length === 2, 1000)

    assert.deepEqual([before, asked.length], [1, 2])
    await adoption[Symbol.asyncDispose]()
  })

  it('is let go of when somebody adds it by hand while it is asked', async () => {
    const events: string[] = []
    const { presence, adoption, told } = met({
      async ask(_, signal) {
        events.push('asked')
        await once(signal, 'abort')
        await new Promise(setImmediate)
        events.push('let go')
      },
    })
    presence.plug(uno, { usb, path: '/dev/ttyACM0' })
    await adoption.follow(rigOf())
    await until(() => events.length === 1, 'the question')

    await adoption.follow(rigOf({ ...box, port: '/dev/ttyACM0' }))
    events.push('opened')
    await new Promise(setImmediate)

    assert.deepEqual(events, ['asked', 'let go', 'opened'])
    assert.deepEqual(told, [])
    await adoption[Symbol.asyncDispose]()
  })

  it('does not come back by itself under its own name when it was taken out by its path', async () => {
    const { presence, adoption, told } = met()
    presence.plug(uno, { usb, path: '/dev/ttyACM0' })

    await adoption.follow(rigOf({ ...box, port: '/dev/ttyACM0' }))
    await new Promise(setImmediate)
    await adoption.follow(rigOf())
    presence.plug('alsa:FLUID Synth')
    await until(() => told.length > 0, 'the synth to be told')

    assert.deepEqual(told, [{ port: 'alsa:FLUID Synth', description: 'generic-midi' }])
    await adoption[Symbol.asyncDispose]()
  })

  it('joins when its description comes after it', async () => {
    const { presence, adoption, told } = met()
    const port = 'usb:cafe:0001/path=1-1'
    presence.plug(port, { usb: { ...usb, vendor: 'cafe', product: '0001' } })
    await adoption.follow(rigOf())
    await new Promise(setImmediate)
    const before = [...told]

    await writeFile(join(folder.path, 'own.yaml'), own)
    await until(() => shelf.find('own') !== undefined, 'the description')
    adoption.reread()
    await until(() => told.length === 1, 'it to be told')

    assert.deepEqual([before, told], [[], [{ port, description: 'own' }]])
    await adoption[Symbol.asyncDispose]()
  })
})

const own = `
id: own
title: Own
transport: firmata
match:
  - usb: { vid: "cafe" }
`
