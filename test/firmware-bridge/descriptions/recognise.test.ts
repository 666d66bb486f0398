import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { DeviceDescription, Match } from '#core/rig/description.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import { recognise } from '#firmware-bridge/descriptions/recognise.ts'

type Transport = 'usb-midi' | 'firmata' | 'hub-frames'

const described = (id: string, transport: Transport, ...match: Match[]): DeviceDescription =>
  ({ id, title: id, transport, match, controls: [], discover: false, roles: {} }) as never

const uno: PresentPort = {
  ...{
    name: 'usb:2341:0043/serial=A1',
    kind: 'serial',
    title: 'Arduino Uno',
    path: '/dev/ttyACM0',
  },
  usb: { vendor: '2341', product: '0043', serial: 'A1', path: '1-1', productName: 'Arduino Uno' },
}
const keys: PresentPort = {
  ...{ name: 'alsa:MPK mini 3', kind: 'midi', title: 'MPK mini 3' },
  sequencer: 'MPK mini 3:MPK mini 3 MIDI 1 24:0',
}

const anyBoard = described('any-arduino', 'firmata', { usb: { vid: '2341' } })
const anUno = described('uno', 'firmata', { usb: { vid: '2341', pid: '0043' } })
const knobBox = described('knob-box', 'hub-frames', { 'hub-frames': { name: '^knob-box$' } })
const mpk = described('mpk', 'usb-midi', { midi: { name: '^MPK mini' } })

describe('a port', () => {
  it('is recognised by the match that says most of it, in whatever order they come', () => {
    const all = [anyBoard, anUno, knobBox, mpk]
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shelf) => {
        assert.equal(recognise(shelf, uno)?.id, 'uno')
        assert.equal(recognise(shelf, uno, { name: 'knob-box' })?.id, 'knob-box')
        assert.equal(recognise(shelf, uno, { name: 'my-box' }), undefined)
        assert.equal(recognise(shelf, keys)?.id, 'mpk')
      }),
    )
  })

  it('is the first where two say as much', () => {
    const twin = described('a-twin', 'firmata', { usb: { vid: '2341', pid: '0043' } })

    assert.equal(recognise([anUno, twin], uno)?.id, 'uno')
    assert.equal(recognise([twin, anUno], uno)?.id, 'a-twin')
  })

  it('is nobody where one word of each match does not fit, or where nothing matches', () => {
    const almost = described('almost', 'firmata', {
      usb: { vid: '2341', pid: '0043', manufacturer: 'Somebody' },
    })

    assert.equal(recognise([almost, described('silent', 'firmata')], uno), undefined)
    assert.equal(recognise([], uno), undefined)
  })

  it('of MIDI is no board, and a board no MIDI device, also where their plug is one', () => {
    const sameUsb = described('surface', 'usb-midi', { usb: { vid: '2341', pid: '0043' } })

    assert.equal(recognise([sameUsb], uno), undefined)
    assert.equal(recognise([sameUsb], { ...uno, kind: 'midi' })?.id, 'surface')
  })

  it('that said a name speaks hub frames, and one that said none does not', () => {
    assert.equal(recognise([anUno], uno, { name: 'knob-box' }), undefined)
    assert.equal(recognise([knobBox], uno), undefined)
  })

  it('is recognised by what its plug says it is', () => {
    const byName = described('by-name', 'firmata', { usb: { vid: '2341', product: 'Uno$' } })

    assert.equal(recognise([anyBoard, byName], uno)?.id, 'by-name')
  })
})
