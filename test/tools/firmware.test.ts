import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { skipWithout } from '#test/support/skip.ts'

const program = join(import.meta.dirname, '../../tools/firmware.ts')

/** How it ends, and everything it says. */
function firmware(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly says: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, '--check'], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), says: stdout + stderr }),
    )
  })
}

describe('npm run firmware', () => {
  it('says in words what to install where the compiler is missing', async () => {
    const { code, says } = await firmware({ PATH: import.meta.dirname })

    assert.equal(code, 1)
    assert.match(says, /sudo apt-get install gcc-avr avr-libc/)
    assert.doesNotMatch(says, /ENOENT|at .*firmware\.ts/)
  })

  it('gives what is shipped, byte for byte, and says what it uses', async function () {
    skipWithout(this, 'avr-gcc')

    const { code, says } = await firmware(process.env)

    assert.match(says, /knob-box: \d+ of 32256 bytes flash, \d+ of 2048 bytes RAM/)
    assert.equal(code, 0, says)
  })
})
