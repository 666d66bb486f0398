import assert from 'node:assert/strict'
import {
  closeSync,
  constants,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { watchNode } from '#firmware-bridge/transports/node-watch.ts'
import { openPtys } from '#test/support/pty.ts'
import { openTempFolder } from '#test/support/temp.ts'

/** A device file, watched. */
async function watched(open: (path: string) => number = (path) => openSync(path, 'w')) {
  const folder = await openTempFolder()
  const path = join(folder.path, 'ttyACM0')
  writeFileSync(path, '')
  const fd = open(path)
  const gone = Promise.withResolvers<string>()
  const watching = watchNode(path, fd, gone.resolve)
  return {
    path,
    fd,
    gone: gone.promise,
    async [Symbol.asyncDispose]() {
      watching[Symbol.dispose]()
      closeSync(fd)
      await folder[Symbol.asyncDispose]()
    },
  }
}

describe('the watch over a device file', () => {
  it('says that the file went away', async () => {
    await using device = await watched()

    rmSync(device.path)

    assert.equal(await device.gone, 'the device file went away')
  })

  it('says so also where another file has its name before anybody looks', async () => {
    await using device = await watched()

    writeFileSync(`${device.path}-next`, '')
    renameSync(`${device.path}-next`, device.path)

    assert.equal(await device.gone, 'the device file went away')
  })

  it('says that the line hung up where the file stays', async () => {
    await using ptys = await openPtys()
    const pty = await ptys.open()
    const flags = constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK
    await using device = await watched(() => openSync(pty.path, flags))

    await pty.unplug()

    assert.equal(await device.gone, 'the line hung up')
  })

  it('leaves alone what is written and read', async () => {
    await using device = await watched()
    let gone = false
    void device.gone.then(() => {
      gone = true
    })

    for (let i = 0; i < 20; i++) writeSync(device.fd, Uint8Array.of(i))
    writeFileSync(`${device.path}-other`, '')
    await new Promise((resolve) => setImmediate(resolve))

    assert.equal(gone, false)
  })
})
