import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { shipped, shippedFirmware } from '#firmware-bridge/flash/shipped.ts'

describe('the firmware that comes with the hub', () => {
  it('is a program that fits its chip and begins with a jump', async () => {
    for (const name of Object.keys(shipped)) {
      const { chip, bytes } = await shippedFirmware(name)

      assert.ok(bytes.length > 500 && bytes.length <= chip.flashBytes, name)
      // JMP, the vector of the reset.
      assert.deepEqual([...bytes.subarray(0, 2)], [0x0c, 0x94], name)
    }
  })

  it('was built from the source beside it', async () => {
    for (const [name, { hex }] of Object.entries(shipped)) {
      const note = await readFile(new URL(`./${name}.txt`, hex), 'utf8')
      const source = await readFile(new URL(`./${name}.c`, hex))
      const { bytes } = await shippedFirmware(name)

      assert.ok(note.includes(createHash('sha256').update(source).digest('hex')), name)
      assert.ok(note.includes(`${bytes.length} of`), `${name}: ${bytes.length} bytes`)
    }
  })

  it('is not found by another name, and says which there is', async () => {
    await assert.rejects(shippedFirmware('toString'), { code: 'not-found', hint: /knob-box/ })
  })
})
