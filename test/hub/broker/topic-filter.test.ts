import assert from 'node:assert/strict'
import fc from 'fast-check'
import { brokerLimits } from '#hub/broker/limits.ts'
import { covers, topicFault } from '#hub/broker/topic-filter.ts'

const level = fc.constantFrom('a', 'b', '')
const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'))
const filter = fc
  .tuple(
    fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }),
    fc.constantFrom([], ['#'], ['+'], ['a']),
  )
  .map(([levels, end]) => [...levels, ...end].join('/'))

describe('covers', () => {
  it('matches topics as the standard says', () => {
    const cases: [filter: string, topic: string, matches: boolean][] = [
      ['sport/tennis/#', 'sport/tennis', true],
      ['sport/tennis/#', 'sport/tennis/player/score', true],
      ['sport/+', 'sport', false],
      ['sport/+', 'sport/', true],
      ['+/+', '/finance', true],
      ['+', '/finance', false],
      ['#', 'a/b', true],
      ['#', '$SYS/a', false],
      ['+/a', '$SYS/a', false],
      ['$SYS/#', '$SYS/a', true],
    ]
    for (const [pattern, name, matches] of cases)
      assert.equal(covers(pattern, name), matches, `${pattern} ${name}`)
  })

  it('of two filters, says that the first matches whatever the second does', () => {
    fc.assert(
      fc.property(filter, filter, topic, (pattern, asked, name) => {
        if (covers(pattern, asked) && covers(asked, name)) assert.ok(covers(pattern, name))
      }),
    )
  })

  it('is true of every filter and itself', () => {
    fc.assert(fc.property(filter, (one) => assert.ok(covers(one, one))))
  })
})

describe('topicFault', () => {
  it('lets the topics of the bus pass', () => {
    assert.equal(topicFault('rigsong/hub/event/control/knobs/cc-16', brokerLimits), undefined)
    assert.equal(topicFault('rigsong/wohnzimmer/event/klänge', brokerLimits), undefined)
  })

  it('names what is wrong with a topic', () => {
    assert.match(topicFault('a\0b', brokerLimits) ?? '', /not text/)
    assert.match(topicFault(Buffer.from([0x61, 0xff]).toString(), brokerLimits) ?? '', /not text/)
    assert.match(topicFault('a'.repeat(513), brokerLimits) ?? '', /512 bytes/)
    assert.match(topicFault('é'.repeat(257), brokerLimits) ?? '', /512 bytes/)
    assert.match(topicFault('a/'.repeat(16), brokerLimits) ?? '', /16 levels/)
  })
})
