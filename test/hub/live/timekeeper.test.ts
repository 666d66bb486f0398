import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Payload } from '#core/bus/topics.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import type { Pulse } from '#hub/clock/pulse-train.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { openTimekeeper } from '#hub/live/timekeeper.ts'
import { writeAtomic } from '#runtime/files.ts'
import { quietLog } from '#test/support/live.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const ports: Readonly<Record<string, number>> = { drums: 0b1, synth: 0b10, sampler: 0b100 }

async function setUp(dataDir: string) {
  const said: Payload<'clock'>[] = []
  const pulses: Pulse[] = []
  const shared: boolean[] = []
  const output: Partial<OutputClock> = {
    newOwner: () => 1,
    cancel() {},
    pulse: (pulse) => void pulses.push(pulse),
    send: () => true,
  }
  let nowMs = 0
  const transport = openTransport((state) => timekeeper?.follow(state), 0)
  let timekeeper: Awaited<ReturnType<typeof openTimekeeper>> | undefined
  timekeeper = await openTimekeeper({
    ...{ dataDir, transport, log: quietLog, random: () => 0.5 },
    output: output as OutputClock,
    router: {
      outputs: (devices = Object.keys(ports)) =>
        devices.reduce((mask, device) => mask | (ports[device] ?? 0), 0),
    },
    herald: { state: (_, payload) => void said.push(payload as Payload<'clock'>) },
    clock: { now: () => nowMs, date: () => '' },
    knows: (device) => device in ports,
    openLink: async () => ({
      beats: (ms) => ({ beat: ms / 500, atMs: ms, bpm: 120, count: 0 }),
      ...{ peers: () => 1, playing: () => false, setTempo() {}, hint: () => undefined },
      play: (plays) => void shared.push(plays),
      async [Symbol.asyncDispose]() {},
    }),
    starts() {},
    stops() {},
  })
  return {
    timekeeper,
    transport,
    said,
    shared,
    sentTo: () => pulses.at(-1)?.outputs,
    ticks(device: string, count: number) {
      for (let i = 0; i < count; i++) {
        nowMs += 20
        timekeeper.hear(device, { type: 'clock' }, nowMs)
      }
    },
  }
}

describe('the timekeeper', () => {
  it('leads itself and sends its clock to nobody until it is told', async () => {
    await using folder = await openTempFolder()
    const { timekeeper, said, sentTo } = await setUp(folder.path)
    await using _ = timekeeper

    assert.deepEqual(said, [{ leads: 'own', sendsTo: [], status: 'free' }])
    assert.equal(sentTo(), 0)
  })

  it('sends its clock to those who were chosen, and never back to who leads', async () => {
    await using folder = await openTempFolder()
    const { timekeeper, sentTo, ticks } = await setUp(folder.path)
    await using _ = timekeeper

    timekeeper.set({ sendClock: ['synth'] })
    assert.equal(sentTo(), 0b10)
    timekeeper.set({ sendClock: true })
    assert.equal(sentTo(), 0b111)
    timekeeper.set({ clock: 'midi' })
    assert.equal(sentTo(), 0)
    ticks('drums', 24)
    timekeeper.outputsChanged()

    assert.equal(sentTo(), 0b110)
  })

  it('says that the tempo is not ours while a device leads', async () => {
    await using folder = await openTempFolder()
    const { timekeeper, transport, ticks } = await setUp(folder.path)
    await using _ = timekeeper
    timekeeper.set({ clock: 'midi', clockFrom: 'drums' })
    timekeeper.mayChangeTempo()

    ticks('drums', 24)
    timekeeper.transport.setTempo(90, 'command', 0)

    assert.throws(() => timekeeper.mayChangeTempo(), { code: 'clock-led' })
    assert.ok(Math.abs(transport.state().bpm - 125) < 0.1)
  })

  it('tells a session that somebody starts or stops here, and not that a piece is over', async () => {
    await using folder = await openTempFolder()
    const { timekeeper, transport, shared } = await setUp(folder.path)
    await using _ = timekeeper
    const piece = { id: 'pc_1', bpm: 120, meter: { beats: 4, unit: 4 } } as const
    timekeeper.set({ clock: 'link' })
    await until(() => transport.led(), 'the session')

    transport.begin(piece, 100)
    transport.end(200)
    assert.deepEqual(shared, [true])
    timekeeper.stop()

    assert.deepEqual(shared, [true, false])
  })

  it('refuses a device that nobody knows', async () => {
    await using folder = await openTempFolder()
    const { timekeeper, said } = await setUp(folder.path)
    await using _ = timekeeper

    assert.throws(() => timekeeper.set({ sendClock: ['theremin'] }), { code: 'device-unknown' })
    assert.equal(said.length, 1)
  })

  it('begins with what was chosen last', async () => {
    await using folder = await openTempFolder()
    {
      await using timekeeper = (await setUp(folder.path)).timekeeper
      timekeeper.set({ clock: 'midi', clockFrom: 'drums', sendClock: ['synth'] })
    }

    const { timekeeper, said } = await setUp(folder.path)
    await using _ = timekeeper

    assert.deepEqual(said, [
      { leads: 'midi', from: 'drums', sendsTo: ['synth'], status: 'waiting' },
    ])
  })

  it('leads itself where what was chosen cannot be read', async () => {
    await using folder = await openTempFolder()
    await writeAtomic(join(folder.path, 'live', 'clock.json'), '{"leads":"the moon"}')

    const { timekeeper, said } = await setUp(folder.path)
    await using _ = timekeeper

    assert.equal(said[0]?.leads, 'own')
  })
})
