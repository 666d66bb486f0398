import assert from 'node:assert/strict'
import type { Heard } from '#core/bus/bus.ts'
import type { TopicName } from '#core/bus/topics.ts'
import { beatTimer } from '#flows/nodes/beat-timer.ts'
import type { Stage } from '#flows/nodes/stage.ts'
import { virtualTime } from '#test/support/virtual-time.ts'

describe('the beat on another machine', () => {
  it('is known by what was heard fastest, and not before', async () => {
    using time = virtualTime()
    const hearing = new Map<TopicName, (heard: never) => void>()
    const told: string[] = []
    const stage: Stage = {
      values: undefined,
      sameMachine: false,
      clock: { now: () => time.now(), date: () => '' },
      tell: (_mood, words) => void told.push(words),
      emit() {},
      after(delayMs, then) {
        const timer = setTimeout(then, delayMs)
        return { [Symbol.dispose]: () => clearTimeout(timer) }
      },
      hear: (name, hear) => void hearing.set(name, hear as never),
      ask: () => assert.fail('it asks nothing'),
      read: async () => undefined,
    }
    const say = <N extends TopicName>(name: N, payload: Heard<N>['payload']): void =>
      hearing.get(name)!({ payload, words: {}, retained: false } as never)
    const beats: number[] = []
    const timer = beatTimer(stage, { every: 1, unit: 'beat' })
    timer.each(({ number }) => void beats.push(number))

    // The hub is 100 s ahead of us; its beat 0 sounds at 100 s.
    say('transport', {
      ...{ playing: true, bpm: 60, meter: { beats: 4, unit: 4 }, source: 'command' },
      ...{ originMs: 100_000, originBeat: 0 },
    })
    await time.pass(3500)
    assert.deepEqual([beats, told], [[], ['until something is played']])
    for (const lateMs of [40, 5, 60]) {
      const atMs = 100_000 + time.now() - lateMs
      say('midi', { atMs, device: 'keys', bytes: [0x90, 60, 100], says: 'note-on' })
    }
    await time.pass(2000)

    assert.deepEqual(beats, [4, 5])
  })
})
