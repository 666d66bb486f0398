import assert from 'node:assert/strict'
import type { Shipped } from '#flows/shipped/library.ts'
import type { AskedOf } from '#test/support/answer-all.ts'
import type { FlowStand } from '#test/support/flow-stand.ts'
import { duet } from './duet.ts'

const names = (asked: readonly AskedOf[]): readonly string[] => asked.map(({ command }) => command)
const wishOf = ({ words }: AskedOf) => words.wish as Readonly<Record<string, unknown>>

/** To and fro for a second, as a hand shakes. */
async function shake(stand: FlowStand): Promise<void> {
  for (const value of [0.5, 0.9, 0.1, 0.9, 0.1, 0.9, 0.5]) {
    await stand.moves('wand', 'shake', value)
    await stand.time.pass(75)
  }
}

/** What each flow of the library does on devices that are moved here, as its `says` promises. */
export const promises: Readonly<
  Record<string, (stand: FlowStand, flow: Shipped['flow']) => Promise<void>>
> = {
  async first(stand) {
    await stand.macros(0.9, 0.5)
    await stand.time.pass(50)
    stand.forget()
    for (const pad of ['pad-1', 'pad-7', 'pad-1-1']) await stand.strikes('keyboard', pad)
    await stand.maps({ device: 'box', control: 'button-3' }, 'keep')
    await stand.strikes('box', 'button-3')
    assert.deepEqual(stand.asked(), [])

    await stand.strikes('box', 'pad-8', 100)
    await stand.time.pass(50)
    assert.deepEqual(stand.asked(), [
      { command: 'generate', words: { wish: { energy: 0.9, bpm: 120 } } },
      { command: 'play', words: { piece: 'pc_1' } },
    ])

    stand.forget()
    await stand.strikes('box', 'button-2', 1000)
    assert.deepEqual(stand.asked(), [{ command: 'keep', words: {} }])

    stand.forget()
    await stand.hears('generate', { style: 'waltz', bpm: 90 })
    assert.deepEqual(stand.asked('generate'), [
      { command: 'generate', words: { wish: { style: 'waltz', bpm: 90 } } },
    ])
    assert.equal(stand.asked('play').length, 1)
    assert.equal(stand.asked('say')[0]?.words.surface, 'studio')

    stand.forget()
    await stand.macros(0.9, 1)
    await stand.time.pass(25)
    assert.deepEqual(stand.asked(), [{ command: 'set', words: { bpm: 180 } }])

    stand.forget()
    await shake(stand)
    assert.deepEqual(stand.asked(), [{ command: 'publish', words: { piece: 'pc_1', draft: true } }])
  },

  async 'gesture-looper'(stand) {
    await stand.tempo(120)
    await shake(stand)
    await stand.time.pass(100)

    assert.deepEqual(stand.asked(), [
      // Four bars of four beats at 120 are eight seconds.
      { command: 'keep', words: { lastMs: 8000, title: 'Gesture loop' } },
      { command: 'generate', words: { from: 'tk_1', wish: { bars: 8 } } },
      { command: 'play', words: { piece: 'pc_1' } },
    ])

    stand.forget()
    await stand.moves('wand', 'tilt-1', 0.5)
    await stand.time.pass(100)
    await stand.moves('wand', 'tilt-1', 0.05)
    await stand.time.pass(1000)
    assert.deepEqual(names(stand.asked()), ['stop'])
  },

  async theremin(stand) {
    await stand.moves('board', 'hand', 0)
    await stand.time.pass(500)
    assert.deepEqual(names(stand.asked('generate')), [])

    await stand.moves('board', 'hand', 0.5)
    await stand.time.pass(500)
    const opened = stand.asked('macro').at(-1)
    assert.deepEqual(
      names(stand.asked()).filter((name) => /generate|play/.test(name)),
      ['generate', 'play'],
    )
    assert.deepEqual(opened?.words, { macro: 1, value: 0.25 })
    await stand.time.pass(4000)
    assert.deepEqual(stand.asked('set').at(-1)?.words, { bpm: 90 })

    stand.forget()
    await stand.moves('board', 'hand', 0)
    await stand.time.pass(2500)
    assert.deepEqual(stand.asked('stop'), [])
    await stand.time.pass(1000)
    assert.equal(stand.asked('stop').length, 1)
  },

  async museum(stand) {
    await stand.switches('room', 'motion', true)
    await stand.time.pass(1000)
    assert.deepEqual(stand.asked(), [])
    await stand.time.pass(2000)
    assert.equal(stand.asked('generate')[0]?.words.prompt, 'a happy house piece at 110 bpm')
    assert.equal(stand.asked('play').length, 1)

    stand.forget()
    await stand.switches('room', 'motion', false)
    await stand.time.pass(29_000)
    assert.deepEqual(stand.asked(), [])
    await stand.time.pass(2000)
    assert.deepEqual(names(stand.asked()), ['stop'])

    stand.forget()
    await stand.wallClock('21:00')
    await stand.switches('room', 'motion', true)
    await stand.time.pass(3000)
    assert.equal(stand.asked('generate')[0]?.words.prompt, 'a calm ambient piece at 60 bpm')
  },

  async car(stand) {
    const drive = async (raw: number, forMs: number): Promise<void> => {
      await stand.moves('car', 'speed', raw / 130, { raw, unit: 'km/h' })
      await stand.time.pass(forMs)
    }
    await drive(0, 1000)
    assert.deepEqual(wishOf(stand.asked('generate')[0]!), { style: 'ambient', energy: 0.1 })

    stand.forget()
    await drive(70, 1000)
    assert.deepEqual(stand.asked(), [])
    await drive(72, 3000)
    assert.deepEqual(wishOf(stand.asked('generate')[0]!), { style: 'house', energy: 0.7 })
    assert.equal(stand.asked('play').length, 1)

    stand.forget()
    // At the edge of town and road it stays what it was.
    for (const raw of [61, 59, 61, 59]) await drive(raw, 4000)
    assert.deepEqual(stand.asked(), [])
    await stand.moves('car', 'rpm', 0.2)
    await stand.moves('car', 'rpm', 0.8)
    await stand.time.pass(600)
    assert.deepEqual(stand.asked('macro').at(-1)?.words, { macro: 1, value: 0.8 })
  },

  async sunrise(stand) {
    // At midsummer the sun rises in Berlin at 2:43 UTC.
    await stand.wallClock('00:30')
    await stand.time.pass(12_000)
    assert.deepEqual(stand.asked(), [])
    await stand.sunrise(-15)
    await stand.time.pass(12_000)
    assert.deepEqual(
      names(stand.asked()).filter((name) => name !== 'macro'),
      ['generate', 'play'],
    )
    assert.equal(stand.asked('macro')[0]?.words.value, 0)

    await stand.time.pass(600_000)
    const halfway = Number(stand.asked('macro').at(-1)?.words.value)
    assert.ok(halfway > 0.45 && halfway < 0.55, `${halfway} after half of it`)

    stand.forget()
    await stand.strikes('box', 'button-1')
    assert.deepEqual(
      names(stand.asked()).filter((name) => name !== 'macro'),
      ['stop'],
    )

    stand.forget()
    await stand.sunrise(50)
    await stand.time.pass(12_000)
    assert.equal(stand.asked('stop').length, 1)
  },

  async 'trading-fours'(stand) {
    await stand.tempo(120, { originMs: stand.time.now() })
    await stand.time.pass(17_000)
    assert.deepEqual(stand.asked(), [])

    await stand.strikes('foot', 'switch-1')
    await stand.time.pass(500)
    await stand.time.pass(32_000)
    const traded = stand.asked('set').map(({ words }) => words.answering)
    assert.equal(traded.length, 4)
    for (const [at, answering] of traded.entries())
      assert.equal(answering, traded[0] !== (at % 2 === 1))

    stand.forget()
    await stand.strikes('foot', 'switch-1')
    await stand.time.pass(20_000)
    assert.deepEqual(stand.asked(), [{ command: 'set', words: { answering: true } }])
  },

  async weather(stand) {
    const warmth = (raw: number) => stand.moves('porch', 'temperature', 0.5, { raw, unit: '°C' })
    await stand.tempo(120, { originMs: stand.time.now() })
    await warmth(5)
    await stand.time.pass(2500)
    assert.deepEqual(wishOf(stand.asked('generate')[0]!), { moods: ['sad'], energy: 0.2 })

    stand.forget()
    await warmth(25)
    await stand.time.pass(2050)
    assert.deepEqual(wishOf(stand.asked('generate')[0]!), { moods: ['happy'], energy: 0.6 })
    // The next beat comes by, and the next bar a second later.
    await stand.time.pass(1200)
    assert.deepEqual(stand.asked('play'), [])
    await stand.time.pass(400)
    assert.equal(stand.asked('play').length, 1)

    await stand.moves('porch', 'humidity', 0.6, { raw: 60, unit: '%' })
    assert.deepEqual(stand.asked('macro').at(-1)?.words, { macro: 2, value: 0.5 })
  },

  async votes(stand) {
    const votes = [
      ['screen-ada', 60],
      ['screen-bo', 62],
      ['screen-cy', 62],
      // Ada changes her mind; a piano in the room has no vote.
      ['screen-ada', 64],
      ['piano', 64],
      ['piano', 64],
    ] as const
    for (const [device, pitch] of votes) {
      await stand.plays(device, pitch)
      await stand.time.pass(1000)
    }
    assert.deepEqual(stand.asked(), [])

    await stand.time.pass(16_000)
    assert.deepEqual(stand.asked(), [
      { command: 'generate', words: { wish: { style: 'techno' } } },
      { command: 'play', words: { piece: 'pc_1' } },
    ])
  },

  async classroom(stand) {
    await stand.tempo(240, { originMs: stand.time.now() })
    await stand.time.pass(4300)
    assert.deepEqual(stand.asked('output'), [
      { command: 'output', words: { device: 'box-1', output: 'light-1', value: 1 } },
    ])
    await stand.moves('box-2', 'knob-1', 0.3)
    assert.deepEqual(stand.asked('macro'), [])
    await stand.moves('box-1', 'knob-1', 0.7)
    assert.deepEqual(stand.asked('macro'), [{ command: 'macro', words: { macro: 1, value: 0.7 } }])

    await stand.time.pass(4000)
    assert.deepEqual(
      stand
        .asked('output')
        .slice(1)
        .map(({ words }) => [words.device, words.value])
        .toSorted(),
      [
        ['box-1', 0],
        ['box-2', 1],
      ],
    )
    await stand.time.pass(8000)
    assert.equal(stand.asked('keep').length, 1)
    assert.equal(stand.asked('keep')[0]?.words.lastMs, 12_000)
    assert.equal(stand.asked('generate')[0]?.words.from, 'tk_1')
  },

  duet,
}
