import assert from 'node:assert/strict'
import fc from 'fast-check'
import { HubError } from '#core/errors.ts'
import type { DeviceStatus } from '#core/rig/device-status.ts'
import { placeOf } from '#core/rig/port-name.ts'
import { keepPort, type PortSpec } from '#firmware-bridge/keep-port.ts'
import { type FakePresence, fakePresence } from '#test/support/fake-presence.ts'
import { loops } from '#test/support/loops.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

const board = 'usb:2341:0043/serial=A1'
const twin = 'usb:2341:0043/serial=B2'

/** The hardware behind the ports, a spec that opens them, and everything that was said. */
function bench(presence: FakePresence, { place = board, ...more }: Partial<Rest> = {}) {
  const statuses: DeviceStatus[] = []
  const said: string[] = []
  const refusal: { current: HubError | undefined } = { current: undefined }
  const open = new Set<{ path: string; lost(why: string): void | Promise<void> }>()
  const counts = { opened: 0, closing: 0, most: 0, tries: 0 }
  let heard = (): void => {}

  const spec: PortSpec<AsyncDisposable> = {
    place: placeOf(place)!,
    presence,
    random: () => 0.5,
    async open({ path = '' }, ears) {
      counts.tries += 1
      if (refusal.current) throw refusal.current
      if (!presence.ports().some((port) => port.path === path)) throw missing
      const line = { path, lost: ears.lost }
      open.add(line)
      counts.most = Math.max(counts.most, open.size)
      heard = ears.heard
      return {
        async [Symbol.asyncDispose]() {
          open.delete(line)
        },
      }
    },
    opened() {
      counts.opened += 1
      said.push('opened')
    },
    closing() {
      counts.closing += 1
      said.push('closing')
    },
    changed(status) {
      statuses.push(status)
      said.push(status.status)
    },
    ...more,
  }
  return {
    spec,
    counts,
    said,
    refusal,
    statuses,
    heard: () => heard(),
    paths: () => [...open].map(({ path }) => path),
    hangUp(why = 'the port hung up') {
      for (const line of [...open]) void line.lost(why)
    },
  }
}
type Rest = Omit<PortSpec<AsyncDisposable>, 'place'> & { place: string }

const missing = new HubError('port-missing', 'there is no such port', { hint: 'Plug it in.' })
const busy = new HubError('port-busy', 'somebody has it', { hint: 'Close the monitor.' })
const denied = new HubError('port-refused', 'we may not', { hint: 'Join the group dialout.' })
const silent = new HubError('device-silent', 'nothing answers', { hint: 'Press reset.' })
const mismatch = new HubError('device-mismatch', 'a printer', { hint: 'That is a printer.' })

describe('a kept port', () => {
  let time: VirtualTime
  let presence: FakePresence
  beforeEach(() => {
    time = virtualTime()
    presence = fakePresence()
  })
  afterEach(() => time[Symbol.dispose]())

  it('opens at once what is there at the start, after it has returned', async () => {
    presence.plug(board)
    const { spec, said } = bench(presence)

    await using kept = keepPort(spec)
    assert.deepEqual([kept.status().status, said], ['opening', []])
    await time.pass(0)

    assert.deepEqual(said, ['opened', 'live'])
  })

  it('lets settle what was plugged in later, then opens it', async () => {
    const { spec, said } = bench(presence)
    await using kept = keepPort(spec)
    await time.pass(1000)

    presence.plug(board)
    await time.pass(275)
    assert.equal(kept.status().status, 'settling')
    await time.pass(50)

    assert.deepEqual(said, ['absent', 'settling', 'opening', 'opened', 'live'])
  })

  it('does not open what bounces while it is plugged in', async () => {
    const { spec, counts } = bench(presence)
    await using _kept = keepPort(spec)
    await time.pass(0)
    for (let bounce = 0; bounce < 5; bounce++) {
      presence.plug(board)
      await time.pass(100)
      presence.unplug(board)
      await time.pass(100)
    }

    assert.equal(counts.tries, 0)
  })

  it('asks what it is before it plays', async () => {
    presence.plug(board)
    const answered = Promise.withResolvers<void>()
    const { spec, said } = bench(presence, { identify: () => answered.promise })
    await using kept = keepPort(spec)
    await time.pass(3000)
    assert.equal(kept.status().status, 'identifying')

    answered.resolve()
    await time.pass(0)

    assert.deepEqual(said, ['identifying', 'opened', 'live'])
  })

  it('closes what does not say what it is within 4 s, and tries it again', async () => {
    presence.plug(board)
    const signals: AbortSignal[] = []
    const { spec, paths, counts } = bench(presence, {
      async identify(_line, signal) {
        signals.push(signal)
        await Promise.withResolvers<void>().promise
      },
    })
    await using kept = keepPort(spec)

    await time.pass(4050)
    assert.deepEqual([kept.status().status, paths().length], ['suspect', 0])
    assert.equal(signals[0]!.aborted, true)
    await time.pass(500)

    assert.deepEqual([counts.tries, counts.opened], [2, 0])
  })

  it('leaves alone what is something else, and asks it again after a replug', async () => {
    presence.plug(board)
    const { spec, counts } = bench(presence, { identify: () => Promise.reject(mismatch) })
    await using kept = keepPort(spec)
    await time.pass(30_000)
    assert.deepEqual(kept.status(), { status: 'refused', hint: 'That is a printer.' })
    assert.equal(counts.tries, 1)

    presence.unplug(board)
    presence.plug(board)
    await time.pass(500)

    assert.equal(counts.tries, 2)
  })

  it('asks a silent device again and again, and says so once', async () => {
    presence.plug(board)
    const { spec, counts, said } = bench(presence, { identify: () => Promise.reject(silent) })
    await using _kept = keepPort(spec)

    await time.pass(20_000)

    assert.deepEqual(said, ['identifying', 'suspect'])
    assert.equal(counts.tries, 7)
  })

  it('says what a refused port needs, tries it every 5 s and when something changes', async () => {
    presence.plug(board)
    const { spec, refusal, statuses, counts } = bench(presence)
    refusal.current = denied
    await using kept = keepPort(spec)
    await time.pass(20_000)
    assert.deepEqual(statuses, [{ status: 'refused', hint: 'Join the group dialout.' }])
    assert.ok(counts.tries <= 8, `${counts.tries} tries`)

    refusal.current = undefined
    presence.stir()
    await time.pass(0)

    assert.equal(kept.status().status, 'live')
  })

  it('finds the board again under another name', async () => {
    presence.plug(board)
    const { spec, paths } = bench(presence)
    await using _kept = keepPort(spec)
    await time.pass(0)

    presence.unplug(board)
    presence.plug(board, { path: '/dev/ttyACM1' })
    await time.pass(500)

    assert.deepEqual(paths(), ['/dev/ttyACM1'])
  })

  it('notices a replug that looks as if nothing had happened', async () => {
    presence.plug(board)
    const { spec, counts } = bench(presence)
    await using _kept = keepPort(spec)
    await time.pass(0)

    presence.unplug(board)
    presence.plug(board)
    await time.pass(500)

    assert.deepEqual([counts.opened, counts.closing, counts.most], [2, 1, 1])
  })

  it('refuses to choose between twins, and names them', async () => {
    presence.plug(board)
    presence.plug(twin)
    const { spec, counts } = bench(presence, { place: 'usb:2341:0043' })
    await using kept = keepPort(spec)
    await time.pass(1000)

    assert.equal(kept.status().status, 'refused')
    assert.match(kept.status().hint!, /serial=A1.*serial=B2/)
    assert.equal(counts.tries, 0)
  })

  it('plays on when a twin is plugged in', async () => {
    presence.plug(board)
    const { spec, counts } = bench(presence, { place: 'usb:2341:0043' })
    await using kept = keepPort(spec)
    await time.pass(0)

    presence.plug(twin)
    await time.pass(1000)

    assert.deepEqual([kept.status().status, counts.closing], ['live', 0])
  })

  it('says that it closes before it closes, and why it is gone', async () => {
    presence.plug(board)
    const { spec, said, statuses, hangUp } = bench(presence)
    await using _kept = keepPort(spec)
    await time.pass(0)
    said.length = 0

    presence.unplug(board)
    hangUp()
    await time.pass(0)

    assert.deepEqual(said, ['closing', 'closing', 'absent'])
    assert.deepEqual(statuses.at(-1), {
      status: 'absent',
      hint: 'it was unplugged; it plays again when it is back',
    })
  })

  it('waits longer after each loss, and starts anew after 30 s of playing', async () => {
    presence.plug(board)
    const { spec, counts, hangUp } = bench(presence)
    await using _kept = keepPort(spec)
    await time.pass(0)
    for (const pauseMs of [250, 500, 1000, 2000, 5000, 10_000, 10_000]) {
      const { opened } = counts
      hangUp()
      await time.pass(pauseMs - 25)
      assert.equal(counts.opened, opened)
      await time.pass(50)
      assert.equal(counts.opened, opened + 1)
    }

    await time.pass(30_000)
    hangUp()
    const { opened } = counts
    await time.pass(300)

    assert.equal(counts.opened, opened + 1)
  })

  it('closes a line that was lost while it was being opened, and nobody heard of it', async () => {
    presence.plug(board)
    const { spec, counts, paths } = bench(presence)
    const open = spec.open
    let first = true
    await using kept = keepPort({
      ...spec,
      async open(port, ears) {
        const line = await open(port, ears)
        if (first) void ears.lost('it hung up')
        first = false
        return line
      },
    })

    await time.pass(0)
    assert.deepEqual([counts.opened, paths().length], [0, 0])
    await time.pass(300)

    assert.deepEqual([counts.opened, counts.closing, kept.status().status], [1, 0, 'live'])
  })

  it('closes as often as it opened, in whatever moment of the opening it was lost', async () => {
    for (let moments = 0; moments < 12; moments++) {
      const world = fakePresence()
      world.plug(board)
      const { spec, counts, paths } = bench(world)
      let first = true
      const kept = keepPort({
        ...spec,
        async open(port, ears) {
          const line = await spec.open(port, ears)
          if (first) void after(moments).then(() => ears.lost('it hung up'))
          first = false
          return line
        },
      })

      await time.pass(500)
      assert.deepEqual([counts.opened - counts.closing, paths().length], [1, 1], `${moments}`)
      await kept[Symbol.asyncDispose]()
      assert.deepEqual([counts.opened - counts.closing, paths().length], [0, 0], `${moments}`)
    }
  })

  it('opens no second line while the first may still open', async () => {
    presence.plug(board)
    const { spec, counts, paths } = bench(presence)
    const slow = Promise.withResolvers<void>()
    let calls = 0
    await using kept = keepPort({
      ...spec,
      async open(port, ears) {
        calls += 1
        if (calls === 1) await slow.promise
        return spec.open(port, ears)
      },
    })
    await time.pass(10_000)
    assert.deepEqual([calls, kept.status().status], [1, 'refused'])

    slow.resolve()
    await time.pass(300)

    assert.deepEqual([calls, counts.most, paths().length], [2, 1, 1])
    assert.equal(kept.status().status, 'live')
  })

  it('is abandoned when its port does not let go, and recovers when it does', async () => {
    presence.plug(board)
    const { spec, hangUp } = bench(presence)
    const letGo = Promise.withResolvers<void>()
    const closing = () => letGo.promise
    await using kept = keepPort({ ...spec, closing })
    await time.pass(0)

    hangUp()
    await time.pass(1025)
    assert.equal(kept.status().status, 'abandoned')
    letGo.resolve()
    await time.pass(500)

    assert.equal(kept.status().status, 'live')
  })

  it('ends within a second though its port does not let go', async () => {
    presence.plug(board)
    const { spec, said } = bench(presence)
    const kept = keepPort({ ...spec, closing: () => Promise.withResolvers<void>().promise })
    await time.pass(0)
    let ended = false

    void kept[Symbol.asyncDispose]().then(() => {
      ended = true
    })
    await time.pass(1025)

    assert.deepEqual([ended, said.at(-1)], [true, 'abandoned'])
  })

  it('closes the line though the letting go of it failed', async () => {
    presence.plug(board)
    const { spec, paths } = bench(presence, {
      closing: () => Promise.reject(new Error('no worker')),
    })
    await using kept = keepPort(spec)
    await time.pass(0)

    kept.reportLoss('writing failed')
    await time.pass(0)

    assert.deepEqual(paths(), [])
    assert.match(kept.status().hint!, /writing failed \(no worker\)/)
  })

  it('is suspect while it is silent, and live again at the next sign of life', async () => {
    presence.plug(board)
    const { spec, said, heard } = bench(presence, { silentMs: 2500 })
    await using _kept = keepPort(spec)
    await time.pass(2000)
    heard()
    await time.pass(2475)
    assert.equal(said.at(-1), 'live')

    await time.pass(50)
    heard()

    assert.deepEqual(said, ['opened', 'live', 'suspect', 'live'])
  })

  it('makes it speak as long as it is open', async () => {
    presence.plug(board)
    let pings = 0
    const { spec } = bench(presence, { pingMs: 1000, ping: () => (pings += 1) })
    await using _kept = keepPort(spec)
    await time.pass(3500)

    presence.unplug(board)
    await time.pass(3000)

    assert.equal(pings, 3)
  })

  it('tries a place on the network again and again', async () => {
    let calls = 0
    const { spec } = bench(presence, { place: 'tcp://192.168.0.10:35000' })
    await using _kept = keepPort({
      ...spec,
      async open({ path }) {
        calls += path === 'tcp://192.168.0.10:35000' ? 1 : 100
        throw missing
      },
    })

    await time.pass(10_000)

    assert.equal(calls, 6)
  })

  it('says nothing more once it is closed, and closes the line once', async () => {
    presence.plug(board)
    const { spec, said, counts, paths } = bench(presence)
    const kept = keepPort(spec)
    await time.pass(0)
    said.length = 0

    await Promise.all([kept[Symbol.asyncDispose](), kept[Symbol.asyncDispose]()])
    presence.unplug(board)
    presence.plug(board)
    await time.pass(5000)

    assert.deepEqual([said, paths(), counts.tries], [['closing'], [], 1])
    assert.equal(kept.status().status, 'absent')
  })

  describe('that is lent', () => {
    it('is let go of, and plays again afterwards', async () => {
      presence.plug(board)
      const { spec, said, paths } = bench(presence)
      await using kept = keepPort(spec)
      await time.pass(0)

      const path = await kept.lend(async (lent) => {
        assert.deepEqual([paths(), kept.status().status], [[], 'flashing'])
        return lent
      })
      await time.pass(0)

      assert.equal(path, '/dev/ttyACM0')
      assert.deepEqual(said.slice(2), [
        ...['closing', 'closing', 'flashing', 'opening', 'opened', 'live'],
      ])
    })

    it('plays again also when the writing failed', async () => {
      presence.plug(board)
      const { spec } = bench(presence)
      await using kept = keepPort(spec)
      await time.pass(0)

      await assert.rejects(
        kept.lend(() => Promise.reject(new Error('not in sync'))),
        /in sync/,
      )
      await time.pass(0)

      assert.equal(kept.status().status, 'live')
    })

    it('is lent to one only, and not where it is not', async () => {
      const { spec } = bench(presence)
      await using kept = keepPort(spec)
      await assert.rejects(
        kept.lend(async () => {}),
        { code: 'port-missing' },
      )
      presence.plug(board)
      await time.pass(500)
      const written = Promise.withResolvers<void>()
      const lent = kept.lend(() => written.promise)

      await assert.rejects(
        kept.lend(async () => {}),
        { code: 'port-busy' },
      )
      written.resolve()
      await lent
    })

    it('is refused as busy where the port does not let go', async () => {
      presence.plug(board)
      const { spec } = bench(presence, { closing: () => Promise.withResolvers<void>().promise })
      const kept = keepPort(spec)
      await time.pass(0)

      const lent = assert.rejects(
        kept.lend(async () => {}),
        { code: 'port-busy' },
      )
      await time.pass(1025)

      await lent
    })

    it('is not closed before the firmware is written', async () => {
      presence.plug(board)
      const { spec, paths } = bench(presence)
      const kept = keepPort(spec)
      await time.pass(0)
      const order: string[] = []
      const written = Promise.withResolvers<void>()
      const lent = kept.lend(() => written.promise).then(() => order.push('written'))
      await time.pass(0)

      const closed = kept[Symbol.asyncDispose]().then(() => order.push('closed'))
      await time.pass(0)
      written.resolve()
      await Promise.all([lent, closed])

      assert.deepEqual([order, paths()], [['written', 'closed'], []])
    })
  })

  it('is live 2 s after the last plug, whatever happened before', async () => {
    const step = fc.record({
      act: fc.constantFrom(...acts),
      waitMs: fc.constantFrom(0, 25, 200, 300, 700, 2500),
    })
    const places = fc.constantFrom(board, 'usb:2341:0043')

    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), places, async (steps, place) => {
        const world = unkindWorld(place)
        const { counts, paths } = world
        const kept = keepPort(world.spec)
        for (const { act, waitMs } of steps) {
          world.do(act)
          await time.pass(waitMs)
        }
        await time.pass(world.calm())
        assert.equal(kept.status().status, 'absent')

        world.do('plug')
        await time.passUntil(() => kept.status().status === 'live', 2000)

        assert.deepEqual(paths(), ['/dev/ttyACM0'])
        assert.deepEqual([counts.most, counts.opened - counts.closing], [1, 1])
        await kept[Symbol.asyncDispose]()
        assert.deepEqual([paths(), counts.opened - counts.closing], [[], 0])
      }),
      { numRuns: loops(400, 1000) },
    )
  })
})

const acts = [
  ...(['plug', 'plug elsewhere', 'plug the twin', 'unplug', 'unplug unheard'] as const),
  ...(['unplug the twin', 'hang up', 'say something', 'stir'] as const),
  ...(['take it', 'forbid it', 'free it', 'open slowly', 'close slowly'] as const),
] as const
type Act = (typeof acts)[number]

/** A board and its twin, other programs, and a kernel that is slow at times. */
function unkindWorld(place: string) {
  const presence = fakePresence()
  const { spec, refusal, counts, paths, hangUp, heard } = bench(presence, { place })
  let openMs = 0
  let closeMs = 0
  let sockets = 2

  const isIn = (name: string): boolean => presence.ports().some((port) => port.name === name)
  function plug(name: string, path: string): void {
    if (!isIn(name)) presence.plug(name, { path })
  }
  const table: Record<Act, () => void> = {
    plug: () => plug(board, '/dev/ttyACM0'),
    'plug elsewhere': () => plug(board, `/dev/ttyACM${sockets++}`),
    'plug the twin': () => plug(twin, '/dev/ttyACM1'),
    unplug() {
      presence.unplug(board)
      hangUp()
    },
    // The port never says so: only that its device is gone shows.
    'unplug unheard': () => presence.unplug(board),
    'unplug the twin': () => presence.unplug(twin),
    'hang up': hangUp,
    'say something': heard,
    stir: presence.stir,
    'take it'() {
      refusal.current = busy
    },
    'forbid it'() {
      refusal.current = denied
    },
    'free it'() {
      refusal.current = undefined
    },
    'open slowly'() {
      openMs = 3500
    },
    'close slowly'() {
      closeMs = 1200
    },
  }

  return {
    counts,
    paths,
    do: (act: Act) => table[act](),
    /** Pulls everything out and frees the way; says in how many ms the last of it is over. */
    calm(): number {
      const overMs = openMs + closeMs + 500
      presence.unplug()
      table['free it']()
      openMs = 0
      closeMs = 0
      return overMs
    },
    spec: {
      ...spec,
      silentMs: 1000,
      open: async (port, ears) => {
        if (openMs > 0) await virtually(openMs)
        return spec.open(port, ears)
      },
      closing: async () => {
        await spec.closing()
        if (closeMs > 0) await virtually(closeMs)
      },
    } satisfies PortSpec<AsyncDisposable>,
  }
}

/** So many moments later, as promises count them. */
async function after(moments: number): Promise<void> {
  for (let i = 0; i < moments; i++) await Promise.resolve()
}

const virtually = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
