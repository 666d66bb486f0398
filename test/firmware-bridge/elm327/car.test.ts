import assert from 'node:assert/strict'
import fc from 'fast-check'
import { greetAdapter, pollCar } from '#firmware-bridge/elm327/car.ts'
import { elmConversation } from '#firmware-bridge/elm327/conversation.ts'
import { elm327 } from '#simulators/elm327/elm327.ts'
import { vehicle } from '#simulators/vehicle/vehicle.ts'
import { loops } from '#test/support/loops.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

const wanted = ['0C', '0D', '11', '04', '05', '0F', '2F']
const allowed = /^(?:01[0-9A-F]{2}|ATZ|ATI|ATE0|ATL0|ATS0|ATH0|ATSP0)$/

const later = (act: () => void, ms: number) => {
  const timer = setTimeout(act, ms)
  return { cancel: () => clearTimeout(timer) }
}

/** Somebody who asks, and an adapter in a car, in virtual time. */
function outing({ say }: { say?: (adapter: (bytes: Uint8Array) => void) => void } = {}) {
  let nowMs = 0
  const ticking = setInterval(() => {
    nowMs += 5
  }, 5)
  const clock = { now: () => nowMs, date: () => '2026-01-01T00:00:00.000Z' }
  const car = vehicle({ seed: 7, drive: 'city' })
  const turning = setInterval(() => car.turn(100), 100)
  const over = new AbortController()
  const values = new Map<string, number[]>()
  const faults: string[] = []
  const hints: (string | undefined)[] = []
  let written = ''
  let deaths = 0
  const talk = elmConversation({
    write(bytes) {
      written += Buffer.from(bytes).toString('latin1')
      if (!say) adapter.hear(bytes)
      else say(talk.hear)
    },
    heard() {},
  })
  const adapter = elm327({ car: car.now, say: (bytes) => talk.hear(bytes), seed: 3, later })
  const ears = {
    said: (pid: string, value: number) => void values.set(pid, [...(values.get(pid) ?? []), value]),
    fault: (what: string) => void faults.push(what),
    quiet: (why?: string) => void (hints.at(-1) !== why && hints.push(why)),
    dead: () => {
      deaths += 1
    },
  }
  return {
    ...{ car, adapter, talk, values, faults, hints },
    words: () => written.split('\r').slice(0, -1),
    written: () => written,
    deaths: () => deaths,
    poll: () => pollCar(wanted, { talk, clock, ears, signal: over.signal }),
    count: () => [...values.values()].reduce((sum, each) => sum + each.length, 0),
    [Symbol.dispose]() {
      over.abort()
      talk.close()
      clearInterval(ticking)
      clearInterval(turning)
    },
  }
}

describe('a car', () => {
  let time: VirtualTime
  beforeEach(() => {
    time = virtualTime()
  })
  afterEach(() => time[Symbol.dispose]())

  /** Greets the adapter and drives for so long. */
  async function drive(trip: ReturnType<typeof outing>, ms: number): Promise<void> {
    let greeted = false
    void greetAdapter(trip.talk).then(() => {
      greeted = true
    })
    await time.passUntil(() => greeted, 15_000)
    void trip.poll()
    await time.pass(ms)
  }

  it('is asked for everything it knows, 5 to 20 values a second', async () => {
    using trip = outing()

    await drive(trip, 30_000)

    assert.deepEqual([...trip.values.keys()].sort(), [...wanted].sort())
    const perSecond = trip.count() / 30
    assert.ok(perSecond > 5 && perSecond < 20, `${perSecond} values a second`)
    assert.ok(trip.values.get('0D')!.some((kmh) => kmh > 20))
    const { speedKmh, coolantC } = trip.car.now()
    assert.ok(Math.abs(trip.values.get('0D')!.at(-1)! - speedKmh) < 6)
    assert.ok(Math.abs(trip.values.get('05')!.at(-1)! - coolantC) < 3)
    assert.deepEqual(trip.faults, [])
  })

  it('is told apart from an engine that is off, and comes back with it', async () => {
    using trip = outing()
    await drive(trip, 5000)

    trip.car.ignition(false)
    await time.pass(10_000)
    const off = trip.count()
    await time.pass(10_000)
    assert.match(trip.hints.at(-1)!, /engine is off/)
    assert.equal(trip.count(), off)
    trip.car.ignition(true)
    await time.pass(15_000)

    assert.equal(trip.hints.at(-1), undefined)
    assert.ok(trip.count() > off + 40)
  })

  it('is waited for while its ignition is off', async () => {
    using trip = outing()
    trip.car.ignition(false)
    await drive(trip, 10_000)
    assert.match(trip.hints.at(-1)!, /finds no car/)

    trip.car.ignition(true)
    await time.pass(10_000)

    assert.ok(trip.count() > 10)
  })

  it('is heard through an adapter that loses bytes, and never wrongly', async () => {
    using trip = outing()
    trip.adapter.defect('drop-bytes', true)
    trip.car.drive('park')

    await drive(trip, 60_000)

    assert.ok(trip.faults.length > 10)
    assert.ok(trip.count() > 60, `${trip.count()} values`)
    assert.ok(trip.values.get('05')!.every((celsius) => celsius >= 14 && celsius < 60))
    assert.ok(trip.values.get('2F')!.every((percent) => percent > 60 && percent < 65))
  })

  it('is heard through a clone that lies about what it is and knows', async () => {
    using trip = outing()
    trip.adapter.defect('liar', true)

    await drive(trip, 20_000)

    assert.deepEqual([...trip.values.keys()].sort(), [...wanted].sort())
  })

  it('is heard through an adapter that stops at every fifth request', async () => {
    using trip = outing()
    trip.adapter.defect('stopped', true)

    await drive(trip, 20_000)

    assert.ok(trip.count() > 40, `${trip.count()} values`)
    assert.ok(trip.faults.includes('the adapter said STOPPED'))
  })

  it('is given up after 15 s in which the adapter answers nothing', async () => {
    using trip = outing({ say() {} })
    void trip.poll()

    await time.pass(12_000)
    assert.equal(trip.deaths(), 0)
    await time.pass(10_000)

    assert.ok(trip.deaths() > 0)
  })

  it('never has two requests unanswered', async () => {
    let unanswered = 0
    let most = 0
    using trip = outing({
      say(hear) {
        unanswered += 1
        most = Math.max(most, unanswered)
        setTimeout(() => {
          unanswered -= 1
          hear(Buffer.from('NO DATA\r\r>'))
        }, 60)
      },
    })
    void trip.poll()

    await Promise.all([trip.talk.ask('ATI'), trip.talk.ask('ATI'), time.pass(2000)])

    assert.equal(most, 1)
  })

  it('is only ever asked for values of mode 01, whatever the adapter answers', async () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom(
        '41004',
        '4100FFFFFFFF',
        '>',
        '\r',
        '410C1AF8',
        'SEARCHING...',
        'ELM327 v1.5',
      ),
      fc.constantFrom('STOPPED', '?', 'NO DATA', 'UNABLE TO CONNECT', '04', 'ATPP FF ON'),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 20 }), async (answers) => {
        let at = 0
        using trip = outing({
          say(hear) {
            const answer = answers[at++ % answers.length]!
            setTimeout(() => hear(Buffer.from(`${answer}\r>`, 'latin1')), 30)
          },
        })
        const greeted = greetAdapter(trip.talk).catch(() => {})
        await time.pass(1000)
        void trip.poll()
        await time.pass(3000)
        trip.talk.close()
        await greeted

        assert.ok(trip.words().length > 0)
        assert.equal(trip.words().join('\r').length + 1, trip.written().length)
        for (const word of trip.words()) assert.match(word, allowed)
      }),
      { numRuns: loops(15, 300) },
    )
  })
})

describe('greeting an adapter', () => {
  it('refuses what is none', async () => {
    using time = virtualTime()
    using trip = outing({ say: (hear) => hear(Buffer.from('hello?\r\r>')) })

    const greeted = assert.rejects(greetAdapter(trip.talk), { code: 'device-mismatch' })
    await time.pass(5000)

    await greeted
  })

  it('says where nothing answers at all', async () => {
    using time = virtualTime()
    using trip = outing({ say() {} })

    const greeted = assert.rejects(greetAdapter(trip.talk), { code: 'device-silent' })
    await time.pass(12_000)

    await greeted
  })
})
