import assert from 'node:assert/strict'
import { pids, pidsIn } from '#firmware-bridge/elm327/pids.ts'

describe('the values of a car', () => {
  it('are decoded after SAE J1979', () => {
    const cases: [pid: string, bytes: number[], value: number][] = [
      ['0C', [0x1a, 0xf8], 1726],
      ['0D', [50], 50],
      ['11', [255], 100],
      ['04', [0], 0],
      ['05', [130], 90],
      ['0F', [0], -40],
      ['2F', [51], 20],
      ['0E', [128], 0],
      ['10', [0x01, 0x90], 4],
      ['42', [0x36, 0xb0], 14],
      ['62', [125], 0],
    ]

    for (const [pid, bytes, value] of cases) {
      assert.equal(pids[pid]!.bytes, bytes.length, pid)
      assert.ok(Math.abs(pids[pid]!.value(Uint8Array.from(bytes)) - value) < 0.01, pid)
    }
  })

  it('are named by a map of bits, the first in the highest', () => {
    assert.deepEqual(pidsIn('00', Uint8Array.of(0x80, 0, 0, 1)), ['01', '20'])
    assert.deepEqual(pidsIn('20', Uint8Array.of(0, 2, 0, 0)), ['2F'])
    assert.deepEqual(pidsIn('40', new Uint8Array()), [])
  })
})
