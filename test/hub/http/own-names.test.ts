import assert from 'node:assert/strict'
import type { NetworkInterfaceInfo } from 'node:os'
import { isOwnOrigin, ownNames } from '#hub/http/access/own-names.ts'

const card = (address: string, family: 'IPv4' | 'IPv6', internal = false): NetworkInterfaceInfo =>
  ({
    address,
    family,
    internal,
    netmask: '',
    mac: '',
    cidr: null,
    scopeid: 0,
  }) as NetworkInterfaceInfo

describe('the names of a hub', () => {
  const interfaces = () => ({
    lo: [card('127.0.0.1', 'IPv4', true)],
    wlan0: [card('192.168.1.7', 'IPv4'), card('fe80::1', 'IPv6')],
  })
  const names = ownNames({ name: 'Studio.local', interfaces, more: ['rig.example'] })

  it('are its own, its addresses and those that somebody chose', () => {
    for (const host of [
      'studio',
      'STUDIO.local:7447',
      'studio.local.',
      '192.168.1.7:7447',
      '[fe80::1]:7447',
      'rig.example',
    ])
      assert.ok(names.fits(host), host)
    for (const host of [
      'other',
      'studio.example',
      '192.168.1.8',
      '[fe80::2]',
      'studio.local:x',
      undefined,
    ])
      assert.ok(!names.fits(host), host)
  })

  it('can be reached by others at its IPv4 addresses', () => {
    assert.deepEqual(names.addresses(), ['192.168.1.7'])
  })

  it('tell its own page from others', () => {
    assert.ok(isOwnOrigin('http://studio.local:7447', 'Studio.local:7447'))
    assert.ok(isOwnOrigin('http://studio.local', 'studio.local:80'))
    assert.ok(isOwnOrigin('https://studio.local', 'studio.local:443'))
    for (const origin of [
      'http://studio.local',
      'null',
      '',
      'file://studio.local:7447',
      'http://studio.local:7448',
    ])
      assert.ok(!isOwnOrigin(origin, 'studio.local:7447'), origin)
  })
})
