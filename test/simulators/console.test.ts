import assert from 'node:assert/strict'
import { on } from 'node:events'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { type ConsoleCommand, simulatorConsole } from '#simulators/console.ts'

const ready = {
  transport: 'hub-frames',
  port: '/dev/pts/7',
  description: 'knob-box',
  says: 'turn knob-1 0.5',
} as const

/** A console whose lines are read one by one. */
function sitAt(commands: Readonly<Record<string, ConsoleCommand>>, close?: () => void) {
  const input = new PassThrough()
  const output = new PassThrough()
  const lines = on(createInterface({ input: output }), 'line')
  const seat = simulatorConsole({ ready, commands, ...(close && { close }) }, { input, output })
  return {
    ...seat,
    output,
    end: () => input.end(),
    next: async () => JSON.parse(((await lines.next()).value as [string])[0]),
    async say(line: string) {
      input.write(`${line}\n`)
      return this.next()
    },
  }
}

const turned: string[] = []
const turn: ConsoleCommand = {
  words: 'turn <control> <0..1>',
  do: (words) => void turned.push(words.join(' ')),
}

describe('the console of a simulator', () => {
  beforeEach(() => {
    turned.length = 0
  })

  it('says first how it is reached and driven', async () => {
    const seat = sitAt({})

    assert.deepEqual(await seat.next(), { told: 'ready', ...ready })
    seat.end()
    await seat.ended
  })

  it('does what it is told in words, and says that it is done', async () => {
    const seat = sitAt({ turn })
    await seat.next()

    assert.deepEqual(await seat.say('  turn knob-1   0.5 '), { told: 'done' })
    assert.deepEqual(turned, ['knob-1 0.5'])
    await seat.say('quit')
    await seat.ended
  })

  it('answers a word it does not know with those it knows', async () => {
    const seat = sitAt({ turn })
    await seat.next()

    assert.deepEqual(await seat.say('toString 1'), {
      told: 'failed',
      why: 'there is no toString; say one of: turn <control> <0..1>, quit',
    })
    await seat.say('quit')
    await seat.ended
  })

  it('does nothing where words are missing, too many or out of range', async () => {
    const seat = sitAt({ turn })
    await seat.next()

    for (const line of ['turn', 'turn a', 'turn a 1 2', 'turn a 1.1', 'turn a -0.1', 'turn a b'])
      assert.deepEqual(await seat.say(line), { told: 'failed', why: 'say: turn <control> <0..1>' })
    assert.deepEqual(turned, [])
    await seat.say('quit')
    await seat.ended
  })

  it('takes a word that may be left out, and the rest of a line', async () => {
    const said: (readonly string[])[] = []
    const seat = sitAt({
      wait: { words: 'wait [1..10]', do: (words) => void said.push(words) },
      say: { words: 'say <words...>', do: (words) => void said.push(words) },
    })
    await seat.next()

    for (const line of ['wait', 'wait 3', 'wait 11', 'say', 'say a b c']) await seat.say(line)

    assert.deepEqual(said, [[], ['3'], ['a', 'b', 'c']])
    await seat.say('quit')
    await seat.ended
  })

  it('says why something failed, and goes on', async () => {
    const jam: ConsoleCommand = { words: 'jam', do: () => Promise.reject(new Error('no fuse')) }
    const seat = sitAt({ jam, turn })
    await seat.next()

    assert.deepEqual(await seat.say('jam'), { told: 'failed', why: 'no fuse' })
    assert.deepEqual(await seat.say('turn a 1'), { told: 'done' })
    await seat.say('quit')
    await seat.ended
  })

  it('obeys one command after the other, however long one takes', async () => {
    const slow = Promise.withResolvers<void>()
    const seat = sitAt({ slow: { words: 'slow', do: () => slow.promise }, turn })
    await seat.next()

    const first = seat.say('slow')
    const second = seat.say('turn a 1')
    await new Promise(setImmediate)
    assert.deepEqual(turned, [])
    slow.resolve()
    await Promise.all([first, second])

    assert.deepEqual(turned, ['a 1'])
    await seat.say('quit')
    await seat.ended
  })

  it('tells what the hub did, until it has ended', async () => {
    const seat = sitAt({})
    await seat.next()

    seat.heard('light 1 on')
    assert.deepEqual(await seat.next(), { told: 'heard', says: 'light 1 on' })
    await seat.say('quit')
    await seat.ended
    seat.heard('light 1 off')

    assert.equal(seat.output.readableLength, 0)
  })

  it('lets go of its port once, when it is quit, when its input ends and on a signal', async () => {
    const listeners = process.listenerCount('SIGTERM')
    for (const stop of ['quit', 'end', 'SIGTERM', 'SIGHUP'] as const) {
      let closed = 0
      const seat = sitAt({}, () => {
        closed += 1
      })
      await seat.next()

      if (stop === 'quit') await seat.say('quit')
      else if (stop === 'end') seat.end()
      else process.emit(stop)
      await seat.ended

      assert.equal(closed, 1, stop)
    }
    assert.equal(process.listenerCount('SIGTERM'), listeners)
  })

  it('ends when nobody can hear it any more', async () => {
    const seat = sitAt({})
    await seat.next()

    seat.output.destroy(new Error('EPIPE'))

    await seat.ended
  })
})
