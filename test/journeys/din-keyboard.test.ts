import assert from 'node:assert/strict'
import type { Take } from '#core/score/take.ts'
import { openLiveClient } from '#test/support/live-client.ts'
import { openPtys, type Pty, type PtyKit } from '#test/support/pty.ts'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'

type Device = { device: string; status: string }

describe('a DIN keyboard on a serial port', function () {
  this.timeout(60_000)
  let rigsong: Rigsong
  let ptys: PtyKit
  let keys: Pty

  before(async () => {
    rigsong = await startRigsong()
    ptys = await openPtys()
    keys = await ptys.open()
  })
  after(async () => {
    await rigsong[Symbol.asyncDispose]()
    await ptys[Symbol.asyncDispose]()
  })

  it('is added with one command and comes alive', async () => {
    const added = await rigsong.cli('devices', 'add', '--transport', 'din', '--port', keys.path)

    assert.equal(added.code, 0, added.stderr)
    await until(async () => (await statusOf(rigsong)) === 'live', 'the port to be live')
  })

  it('gives every byte that was played back as a kept take, with its author', async () => {
    const [first, second] = [
      [0x90, 60, 100, 0x80, 60, 64],
      [0x90, 64, 90, 0xb0, 74, 33, 0x80, 64, 0],
    ]
    await using screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
    screen.subscribe('event/midi/+')

    await keys.write(first!, { baud: 31_250 })
    await keys.write(second!, { baud: 31_250 })
    await until(() => screen.heard.length >= 5, 'five messages on the bus')
    const kept = await rigsong.cli('keep', '--title', 'First light', '--json')
    const { take } = JSON.parse(kept.stdout) as { take: string }

    const found = await untilTake(rigsong, take)
    assert.equal(found.title, 'First light')
    const human = found.events.filter(({ author }) => author.kind === 'human')
    assert.deepEqual(
      human.flatMap(({ bytes }) => bytes),
      [...first!, ...second!],
    )
  })

  it('loses nothing that was played a second before a kill in the middle of a take', async () => {
    await using screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
    screen.subscribe('event/midi/+')
    const melody = [72, 74, 76, 77, 79].flatMap((pitch) => [0x90, pitch, 80, 0x80, pitch, 0])
    await keys.write(melody, { baud: 31_250 })
    await until(() => screen.heard.length >= 10, 'ten messages on the bus')
    await passed(1_000)

    process.kill(await rigsong.pidOf('hub/live/main.ts'), 'SIGKILL')
    process.kill(await rigsong.pidOf('hub/main.ts'), 'SIGKILL')
    await until(async () => (await statusOf(rigsong)) === 'live', 'the port to be live again')
    await keys.write([0x90, 84, 70, 0x80, 84, 0], { baud: 31_250 })

    const take = await keepUntil(rigsong, (notes) => notes.includes(84))
    const notes = onsets(take)
    assert.deepEqual(notes.slice(-6), [72, 74, 76, 77, 79, 84])
  })
})

const onsets = (take: Take): readonly number[] =>
  take.events
    .filter(({ author, bytes }) => author.kind === 'human' && bytes[0] === 0x90)
    .map(({ bytes }) => bytes[1]!)

async function statusOf(rigsong: Rigsong): Promise<string | undefined> {
  const { devices } = await rigsong.call<{ devices: Device[] }>('GET', '/api/v1/devices')
  return devices.find(({ device }) => !device.startsWith('screen'))?.status
}

async function untilTake(rigsong: Rigsong, id: string): Promise<Take> {
  let take: Take | undefined
  await until(async () => {
    take = await rigsong.call<Take>('GET', `/api/v1/takes/${id}`)
    return true
  }, `the take ${id} in the library`)
  return take!
}

async function keepUntil(
  rigsong: Rigsong,
  fits: (notes: readonly number[]) => boolean,
): Promise<Take> {
  let found: Take | undefined
  await until(async () => {
    const { take } = await rigsong.call<{ take: string }>('POST', '/api/v1/takes', {
      lastMs: 60_000,
    })
    found = await untilTake(rigsong, take)
    return fits(onsets(found))
  }, 'a take with the last note')
  return found!
}

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
