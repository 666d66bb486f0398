import assert from 'node:assert/strict'
import { cpio } from '#tools/vm/cpio.ts'
import { readCpio } from './read-cpio.ts'

describe('the first root of the guest', () => {
  it('has its files, folders and links, and ends with a mark', () => {
    const archive = cpio([
      { path: 'vm' },
      { path: 'vm/command', file: 'echo 1\n', mode: 0o755 },
      { path: 'bin', link: 'usr/bin' },
    ])

    assert.deepEqual(
      [...readCpio(archive)],
      [
        ['vm', { mode: 0o040755, content: '' }],
        ['vm/command', { mode: 0o100755, content: 'echo 1\n' }],
        ['bin', { mode: 0o120777, content: 'usr/bin' }],
        ['TRAILER!!!', { mode: 0o100644, content: '' }],
      ],
    )
  })

  it('may be followed by another', () => {
    const archive = Buffer.concat([cpio([{ path: 'a', file: 'x' }]), cpio([{ path: 'b' }])])

    assert.deepEqual([...readCpio(archive).keys()], ['a', 'TRAILER!!!', 'b'])
  })
})
