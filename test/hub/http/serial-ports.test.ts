import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serialPorts } from '#hub/http/serial-ports.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** Folders as the kernel shows them under /sys. */
async function buildSys(root: string): Promise<string> {
  const tty = join(root, 'tty')
  const add = async (
    name: string,
    { type, plug }: { type?: string; plug?: [string, string] } = {},
  ) => {
    const device = join(root, 'devices', `usb-${name}`, 'if', name)
    await mkdir(device, { recursive: true })
    await mkdir(join(tty, name), { recursive: true })
    await symlink(device, join(tty, name, 'device'))
    if (type !== undefined) await writeFile(join(tty, name, 'type'), `${type}\n`)
    if (!plug) return
    await writeFile(join(root, 'devices', `usb-${name}`, 'product'), `${plug[0]}\n`)
    await writeFile(join(root, 'devices', `usb-${name}`, 'manufacturer'), `${plug[1]}\n`)
  }
  await add('ttyS0', { type: '4' })
  await add('ttyS1', { type: '0' })
  await add('ttyAMA0', { type: '32' })
  await add('ttyUSB10', { plug: ['USB MIDI', 'Acme'] })
  await add('ttyUSB2')
  await mkdir(join(tty, 'tty1'))
  return tty
}

describe('serial ports', () => {
  it('are those that have a device behind them, in order, with what their plug says', async () => {
    await using folder = await openTempFolder()

    const ports = await serialPorts(await buildSys(folder.path))

    assert.deepEqual(ports, [
      { path: '/dev/ttyAMA0' },
      { path: '/dev/ttyS0' },
      { path: '/dev/ttyUSB2' },
      { path: '/dev/ttyUSB10', product: 'USB MIDI', maker: 'Acme' },
    ])
  })

  it('are none where the system tells of none', async () => {
    assert.deepEqual(await serialPorts('/nowhere'), [])
  })
})
