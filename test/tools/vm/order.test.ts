import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { orderArchive, scriptOrder } from '#tools/vm/order.ts'
import { readCpio } from './read-cpio.ts'

const root = realpathSync(join(import.meta.dirname, '..', '..', '..'))

describe('what the guest is told', () => {
  it('is a command that keeps its words apart, whatever is in them', () => {
    const words = ["it's", 'two words', '$HOME', '"', '\\']
    const order = scriptOrder('/x.ts', words, { cwd: '/', compiled: '/tmp' })
    const command = ['printf', '%s|', ...order.command.slice(2)]

    const script = readCpio(orderArchive({ ...order, command })).get('vm/command')!.content

    assert.equal(execFileSync('sh', ['-c', script], { encoding: 'utf8' }), `${words.join('|')}|`)
  })

  it('shares the project and the system to be read, and nothing to be written but compiled code', () => {
    const { shares } = scriptOrder('/x.ts', [], { cwd: '/', compiled: '/var/compiled' })

    assert.deepEqual(
      shares.filter(({ access }) => access === 'rw'),
      [{ path: '/var/compiled', access: 'rw' }],
    )
    const paths = shares.map(({ path }) => path)
    assert.ok(paths.includes('/usr'))
    assert.ok(paths.some((path) => `${root}/`.startsWith(`${path}/`)))
    assert.ok(!paths.includes('/'))
    for (const path of paths)
      assert.ok(!paths.some((other) => path.startsWith(`${other}/`)), `${path} is shared twice`)
  })
})
