import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HubError } from '#core/errors.ts'
import type { Presence } from '#firmware-bridge/presence.ts'
import { openSerial, type SerialLine } from '#firmware-bridge/transports/serial.ts'
import { until } from '#test/support/rigsong.ts'
import { lookAround, patienceMs, sees, uno } from './rig/house.ts'
import { plugSerial, type UsbDevice } from './rig/usb.ts'

const name = 'usb:2341:0043/serial=S1'

/** So many note-ons, each with its own number in it. */
const burst = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, i) => [0x90, i % 128, i >> 7]).flat())

describe('a serial port', function () {
  this.timeout(2 * patienceMs)

  let presence: Presence
  let board: UsbDevice
  before(async () => {
    presence = await lookAround()
  })
  after(() => presence[Symbol.asyncDispose]())
  beforeEach(async () => {
    board = await plugSerial({ ...uno, serial: 'S1' })
  })
  afterEach(async () => {
    await board[Symbol.asyncDispose]()
    await sees(presence, name, 'absent', 'serial')
  })

  const path = async (): Promise<string> =>
    (await sees(presence, name, 'here', 'serial')).port.path!

  /** Opens it and remembers what it says. */
  async function open() {
    const pieces: Uint8Array[] = []
    const lost: string[] = []
    const line = await openSerial(await path(), 115_200, {
      hear: (bytes) => pieces.push(Uint8Array.from(bytes)),
      lost: (why) => void lost.push(why),
    })
    return {
      line,
      lost,
      heard: () => Buffer.concat(pieces),
      isLost: () => until(() => lost.length > 0, 'the loss', patienceMs),
      [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
    }
  }

  it('gives and takes a thousand messages, all of them and in order', async () => {
    await using port = await open()
    const messages = burst(1000)

    port.line.write(messages)
    await board.line().write(messages)

    await until(() => port.heard().length >= messages.length, 'all to us', patienceMs)
    await until(() => board.line().heard().length >= messages.length, 'all of ours', patienceMs)
    assert.deepEqual(port.heard(), messages)
    assert.deepEqual(board.line().heard(), messages)
  })

  it('carries a SysEx of 4 KB both ways', async () => {
    await using port = await open()
    const dump = Buffer.from([0xf0, ...Array.from({ length: 4094 }, (_, i) => i % 128), 0xf7])

    port.line.write(dump)
    await board.line().write(dump)

    await until(() => port.heard().length >= dump.length, 'it to us', patienceMs)
    await until(() => board.line().heard().length >= dump.length, 'ours', patienceMs)
    assert.deepEqual([port.heard(), board.line().heard()], [dump, dump])
  })

  it('is lost once when it is pulled in silence, and spins nowhere', async () => {
    await using port = await open()

    board.unplug()
    await port.isLost()
    const before = process.cpuUsage()
    const begunMs = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const { user, system } = process.cpuUsage(before)

    assert.equal(port.lost.length, 1)
    // A port that never hears of the loss takes a whole core.
    assert.ok((user + system) / 1000 < 0.6 * (performance.now() - begunMs), 'the loop spins')
  })

  it('is lost once when it is pulled while both sides write', async () => {
    await using port = await open()
    const writing = setInterval(() => port.line.write(burst(20)), 2)
    void board.line().write(burst(20_000))
    await until(() => port.heard().length > 1000, 'some of it', patienceMs)

    board.unplug()
    await port.isLost()
    clearInterval(writing)

    assert.equal(port.lost.length, 1)
    assert.deepEqual(port.heard(), burst(20_000).subarray(0, port.heard().length))
  })

  it('is lost, or never there, when it is pulled at the moment it opens', async () => {
    for (let i = 0; i < 5; i++) {
      const at = await path()
      const lost: string[] = []
      const opening = openSerial(at, 115_200, {
        hear() {},
        lost: (why) => void lost.push(why),
      }).catch((error: HubError) => error)
      // Before the first turn of the loop, and at some of the turns that follow.
      for (let turns = 0; turns < i * 2; turns++) await new Promise(setImmediate)
      board.unplug()

      const opened: SerialLine | HubError = await opening
      if (Symbol.asyncDispose in opened) {
        await until(() => lost.length > 0, `the loss of try ${i}`, patienceMs)
        await opened[Symbol.asyncDispose]()
      } else assert.match(opened.code, /^port-(?:missing|refused)$/)
      assert.ok(lost.length <= 1)

      await sees(presence, name, 'absent', 'serial')
      await board.plug()
    }
  })

  it('opens again after each of ten replugs, whatever it is called then', async () => {
    for (let i = 0; i < 10; i++) {
      await using port = await open()
      await board.line().write([i])
      await until(() => port.heard().length > 0, `byte ${i}`, patienceMs)
      assert.deepEqual([...port.heard()], [i])

      board.unplug()
      await port.isLost()
      await sees(presence, name, 'absent', 'serial')
      await board.plug(i % 4)
    }
  })

  it('is busy while another program holds it, and says which', async () => {
    const other = spawn('flock', ['--no-fork', await path(), 'sleep', '600'])
    await using _ending = {
      async [Symbol.asyncDispose]() {
        other.kill('SIGKILL')
        await once(other, 'close')
      },
    }

    let hint = ''
    await until(
      async () => {
        try {
          await (await open())[Symbol.asyncDispose]()
          return false
        } catch (error) {
          if ((error as HubError).code !== 'port-busy') throw error
          hint = (error as HubError).hint
          return true
        }
      },
      'it to be busy',
      patienceMs,
    )

    assert.match(hint, new RegExp(`sleep \\(process ${other.pid}\\)`))
  })

  it('is refused to who has no right to it, with what gives the right', async () => {
    const program = join(import.meta.dirname, 'rig', 'open-serial-process.ts')
    const player = { uid: 1000, gid: 1000, cwd: '/' }

    const { stdout } = await promisify(execFile)(process.execPath, [program, await path()], player)

    assert.match(stdout, /^port-refused: .*usermod -aG/)
  })
})
