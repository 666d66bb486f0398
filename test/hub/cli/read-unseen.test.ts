import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { readUnseen } from '#hub/cli/read-unseen.ts'

/** A terminal, or what is piped in. */
function keyboard(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => input })
  const output = new PassThrough()
  return { input: input as unknown as NodeJS.ReadStream, typed: input, output }
}

const shownOn = (output: PassThrough): string => String(output.read() ?? '')

describe('a secret that is typed', () => {
  it('does not show on the terminal', async () => {
    const { input, typed, output } = keyboard(true)

    const reading = readUnseen('Key: ', input, output)
    typed.write('sk-secret\r')

    assert.equal(await reading, 'sk-secret')
    assert.equal(shownOn(output), 'Key: \n')
  })

  it('is read from a pipe without a question, and is empty at its end', async () => {
    const { input, typed, output } = keyboard(false)
    const reading = readUnseen('Key: ', input, output)
    typed.end('sk-secret\nmore\n')

    const nothing = keyboard(false)
    const empty = readUnseen('Key: ', nothing.input, nothing.output)
    nothing.typed.end()

    assert.deepEqual([await reading, await empty, shownOn(output)], ['sk-secret', '', ''])
  })
})
