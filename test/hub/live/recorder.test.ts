import assert from 'node:assert/strict'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import { openRecorder } from '#hub/live/recorder.ts'
import { startSimulator } from '#test/support/simulator.ts'
import { openTempFolder } from '#test/support/temp.ts'

let nowMs = 0
const clock = { now: () => nowMs, date: () => '2026-01-01T00:00:00.000Z' }
const about = { transport: 'din', description: 'generic-din' }

describe('a recording of a port', () => {
  it('is a line for what it is, and a line for each piece with its moment', async () => {
    await using folder = await openTempFolder()
    await using recorder = openRecorder({ folder: join(folder.path, 'recordings'), clock })
    recorder.heard('keys', 'hub', Uint8Array.of(1))

    nowMs = 1000
    const file = await recorder.start('keys', about)
    nowMs = 1002.5
    recorder.heard('keys', 'hub', Uint8Array.of(0x90, 60, 100))
    recorder.heard('keys', 'device', Uint8Array.of(0xf8))
    const { bytes } = await recorder.stop('keys')

    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [
        { recorded: clock.date(), device: 'keys', ...about },
        { ms: 2.5, to: 'hub', hex: '903c64' },
        { ms: 2.5, to: 'device', hex: 'f8' },
      ],
    )
    assert.equal(bytes, 4)
  })

  it('runs once at a time, and cannot end before it began', async () => {
    await using folder = await openTempFolder()
    await using recorder = openRecorder({ folder: folder.path, clock })
    await recorder.start('keys', about)

    await assert.rejects(recorder.start('keys', about), { code: 'port-busy' })
    await assert.rejects(recorder.stop('pads'), { code: 'not-found' })
  })

  it('is one file where it is begun twice at once', async () => {
    await using folder = await openTempFolder()
    await using recorder = openRecorder({ folder: folder.path, clock })

    const begun = await Promise.allSettled([
      recorder.start('keys', about),
      recorder.start('keys', about),
    ])
    await recorder.stop('keys')

    assert.deepEqual(
      begun.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    )
  })

  it('is refused with words for a person where the disk does not take it, and may begin later', async () => {
    await using folder = await openTempFolder()
    const place = join(folder.path, 'recordings')
    await writeFile(place, 'a file, and no folder')
    await using recorder = openRecorder({ folder: place, clock })

    await assert.rejects(recorder.start('keys', about), { code: 'data-folder-unwritable' })
    await rm(place)

    assert.ok(await recorder.start('keys', about))
  })

  it('is played again by a simulator, byte for byte', async () => {
    await using folder = await openTempFolder()
    await using recorder = openRecorder({ folder: folder.path, clock })
    const file = await recorder.start('keys', about)
    const played = [
      [0x90, 60, 100],
      [0x80, 60, 64],
    ]
    for (const bytes of played) recorder.heard('keys', 'hub', Uint8Array.from(bytes))
    await recorder.stop('keys')
    await using replay = await startSimulator('replay', file, 'fast')
    const heard: number[] = []
    const all = Promise.withResolvers<void>()
    await using _line = await openSerial(replay.ready.port, 31_250, {
      hear(bytes) {
        heard.push(...bytes)
        if (heard.length === 6) all.resolve()
      },
      lost() {},
    })

    await replay.say('play')
    await all.promise

    assert.deepEqual(heard, played.flat())
    assert.equal(replay.ready.description, 'generic-din')
  })
})
