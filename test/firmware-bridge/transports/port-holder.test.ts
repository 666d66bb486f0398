import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { holderOf } from '#firmware-bridge/transports/port-holder.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe('who holds a port', () => {
  it('is the program that has its device file open', async () => {
    await using proc = await openTempFolder()
    for (const [pid, name, file] of [
      ['1', 'init', '/dev/null'],
      ['812', 'minicom', '/dev/ttyUSB0'],
    ] as const) {
      mkdirSync(join(proc.path, pid, 'fd'), { recursive: true })
      writeFileSync(join(proc.path, pid, 'comm'), `${name}\n`)
      symlinkSync(file, join(proc.path, pid, 'fd', '3'))
    }
    mkdirSync(join(proc.path, 'acpi'))

    assert.deepEqual(await holderOf('/dev/ttyUSB0', proc.path), { pid: 812, name: 'minicom' })
    assert.equal(await holderOf('/dev/ttyUSB1', proc.path), undefined)
  })

  it('is found on this machine as well', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'port')
    await using _file = await open(path, 'w')

    assert.equal((await holderOf(path))?.pid, process.pid)
  })

  it('is nobody we know of where the system does not tell', async () => {
    assert.equal(await holderOf('/dev/ttyUSB0', '/nowhere'), undefined)
  })
})
