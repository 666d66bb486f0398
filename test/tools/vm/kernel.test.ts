import assert from 'node:assert/strict'
import { newestKernel } from '#tools/vm/kernel.ts'

describe('the kernel of the guest', () => {
  it('is the newest generic one, by number and not by letter', () => {
    const names = [
      'linux-image-6.1.0-9-amd64',
      'linux-image-6.1.0-56-amd64',
      'linux-image-6.1.0-56-amd64-dbg',
      'linux-image-6.1.0-57-cloud-amd64',
      'linux-image-6.1.0-57-rt-amd64',
      'linux-image-6.1.0-58-amd64-unsigned',
      'linux-image-6.12.117+deb12-amd64',
      'linux-image-amd64',
    ]

    assert.equal(newestKernel(names, 'amd64'), 'linux-image-6.1.0-56-amd64')
    assert.equal(newestKernel(names.toReversed(), 'amd64'), 'linux-image-6.1.0-56-amd64')
  })

  it('is none where only others are offered', () => {
    assert.equal(
      newestKernel(['linux-image-6.12.1-amd64', 'linux-image-6.1.0-5-arm64'], 'amd64'),
      undefined,
    )
    assert.equal(newestKernel([''], 'amd64'), undefined)
  })
})
