import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import { openLink } from '#hub/clock/link/link.ts'
import { systemClock } from '#runtime/clock.ts'
import { dinKeyboard } from '#simulators/din-keyboard.ts'
import { freeUdpPort } from '#test/support/free-port.ts'
import { din, liveWith, muteEngine } from '#test/support/live.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'
import { openPtys, type Pty } from '#test/support/pty.ts'
import { until } from '#test/support/rigsong.ts'
import { type Simulator, startSimulator } from '#test/support/simulator.ts'
import { skip } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

const bpm = 130
/** Four a beat, six beats long. */
const answer: readonly NoteEvent[] = Array.from({ length: 24 }, (_, i) => ({
  ...{ pitch: 48 + i, velocity: 90, start: i / 4, length: 0.2 },
  author: { kind: 'rule', rule: 'test', because: 'cm_1' },
}))

/** The last that was said of clock and transport. */
async function states(bus: Bus) {
  const last: {
    clock?: Payload<'clock'>
    transport?: Payload<'transport'>
    engine?: Payload<'engine'>
  } = {}
  await bus.subscribe('engine', ({ payload }) => {
    last.engine = payload
  })
  await bus.subscribe('clock', ({ payload }) => {
    last.clock = payload
  })
  await bus.subscribe('transport', ({ payload }) => {
    last.transport = payload
  })
  return last
}

/** The beat of the drum machine at a moment, from what it says of itself. */
async function beatsOf(drums: Simulator): Promise<(ms: number) => number> {
  await drums.say('where')
  const [, atMs, beat] = drums
    .heard()
    .findLast((says) => says.startsWith('at '))!
    .split(' ')
  return (ms) => Number(beat) + ((ms - Number(atMs)) * bpm) / 60_000
}

/** Note-ons that came to the end of a lead, with their moment. */
function strikes(pty: Pty, channel = 0): readonly { pitch: number; atMs: number }[] {
  const heard = pty.heardAt().filter(({ byte }) => byte < 0xf8)
  return heard.flatMap(({ byte, atMs }, i) =>
    byte === 0x90 + channel ? [{ pitch: heard[i + 1]!.byte, atMs }] : [],
  )
}

const sixteenthMs = 15_000 / bpm

/** How far the middle one of them is off: when one byte was read on a busy machine says little. */
const medianMs = (offMs: readonly number[]): number =>
  offMs.toSorted((a, b) => a - b)[offMs.length >> 1]!

/** A hub with a drum machine, a keyboard and a synth. */
async function drumMachineAt(
  stack: AsyncDisposableStack,
  parts: Parameters<typeof liveWith>[2] = {},
) {
  const folder = stack.use(await openTempFolder())
  const ptys = stack.use(await openPtys())
  const drums = stack.use(await startSimulator('midi-clock'))
  const keys = await ptys.open(join(folder.path, 'keys'))
  const synth = await ptys.open(join(folder.path, 'synth'))
  const broker = memoryBroker()
  const client = stack.use(broker.client('test'))
  const last = await states(client)
  const devices = [din('drums', drums.ready.port), din('keys', keys.path), din('synth', synth.path)]
  const live = stack.use(await liveWith(folder.path, devices, parts))
  await live.join(stack.use(broker.client('live')))
  return { drums, keys, synth, client, last }
}

describe('a hub that follows a drum machine', function () {
  this.timeout(40_000)

  it('answers on its beat through jitter and a drop-out: in order, none late, none lost', async () => {
    await using stack = new AsyncDisposableStack()
    const engine = { ...muteEngine, respond: async () => answer }
    const { drums, keys, synth, client, last } = await drumMachineAt(stack, { engine })
    await drums.say(`tempo ${bpm}`)
    await drums.say('jitter 10')
    await client.ask('set', { clock: 'midi', clockFrom: 'drums', sendClock: true })
    await drums.say('start')
    const isLocked = ({ status, bpm: now = 0 }: Partial<Payload<'clock'>> = {}): boolean =>
      status === 'locked' && Math.abs(now - bpm) < 1
    await until(() => isLocked(last.clock), 'the drum machine to be followed')
    synth.forget()

    const keyboard = dinKeyboard((bytes) => keys.write(bytes))
    await keyboard.press(60)
    await keyboard.lift(60)
    await until(() => strikes(synth).length >= 4, 'the answer to begin')
    await drums.say('drop 2')
    await until(() => last.clock?.status === 'holding', 'the drop-out')
    await until(() => strikes(synth).length >= 25, 'the end of the answer')

    const beatAt = await beatsOf(drums)
    const [hand, ...played] = strikes(synth)
    const beats = played.map(({ atMs }) => beatAt(atMs))
    const first = Math.round(beats[0]!)
    const offMs = beats.map((beat, i) => ((beat - first - i / 4) * 60_000) / bpm)
    const receiver = modelReceiver()
    await until(() => {
      receiver.push(Uint8Array.from(synth.heard().slice(-3)))
      return synth.heard().filter((byte) => byte === 0x80).length >= 25
    }, 'the last note-off')
    assert.equal(hand?.pitch, 60)
    assert.deepEqual(
      played.map(({ pitch }) => pitch),
      answer.map(({ pitch }) => pitch),
    )
    assert.ok(Math.abs(medianMs(offMs)) < sixteenthMs / 4, `${offMs}`)
    // Our clock goes to everybody but the one that leads.
    assert.ok(synth.heard().filter((byte) => byte === 0xf8).length > 100)
    assert.ok(!drums.heard().some((says) => says.startsWith('beat')))
  })

  it('has its band play on the beats of the drum machine, and rest when that stops', async () => {
    await using stack = new AsyncDisposableStack()
    const { drums, keys, synth, client, last } = await drumMachineAt(stack)
    await drums.say(`tempo ${bpm}`)
    await drums.say('jitter 5')
    await client.ask('set', { clock: 'midi', clockFrom: 'drums', sendClock: ['synth'] })
    const accompaniment = { respond: 'none', style: 'house', drums: true, bass: true } as const
    await client.ask('set', { accompaniment })
    await drums.say('start')
    await until(() => last.clock?.status === 'locked', 'the drum machine to be followed')

    const keyboard = dinKeyboard((bytes) => keys.write(bytes))
    await keyboard.press(60)
    await until(() => strikes(synth, 9).length >= 24, 'the band to play')
    const beatAt = await beatsOf(drums)
    const played = strikes(synth, 9)
    await drums.say('stop')
    await until(() => last.engine?.bandPlays === false, 'the band to rest')
    await keyboard.lift(60)

    await until(() => {
      const receiver = modelReceiver()
      receiver.push(Uint8Array.from(synth.heard()))
      return receiver.sounding().length === 0
    }, 'silence')
    const sixteenths = played.map(({ atMs }) => beatAt(atMs) * 4)
    const offMs = sixteenths.map((at) => (at - Math.round(at)) * sixteenthMs)
    assert.ok(Math.abs(medianMs(offMs)) < sixteenthMs / 4, `${offMs}`)
    // In on a bar line.
    assert.equal(Math.round(sixteenths[0]!) % 16, 0, `sixteenth ${sixteenths[0]}`)
  })
})

describe('two hubs in a Link session', function () {
  this.timeout(30_000)

  it('have the same beats, within 3 ms, and the tempo of either', async function () {
    await using stack = new AsyncDisposableStack()
    const port = await freeUdpPort()
    const hubs = await Promise.all(
      ['one', 'other'].map(async () => {
        const folder = stack.use(await openTempFolder())
        const broker = memoryBroker()
        const client = stack.use(broker.client('test'))
        const last = await states(client)
        const live = stack.use(
          await liveWith(folder.path, [], {
            engine: muteEngine,
            openLink: (words) => openLink({ ...words, port, addresses: () => ['127.0.0.1'] }),
          }),
        )
        await live.join(stack.use(broker.client('live')))
        return { client, last }
      }),
    )
    const [one, other] = hubs as [(typeof hubs)[0], (typeof hubs)[0]]
    const beatAt = ({ originMs, originBeat, bpm: now }: Payload<'transport'>, ms: number): number =>
      originBeat + ((ms - originMs) * now) / 60_000
    const apartMs = (): number => {
      const ms = systemClock.now()
      const [a, b] = [one.last.transport!, other.last.transport!]
      return (Math.abs(beatAt(a, ms) - beatAt(b, ms)) * 60_000) / a.bpm
    }

    await one.client.ask('set', { bpm: 96 })
    await one.client.ask('set', { clock: 'link' })
    await other.client.ask('set', { clock: 'link' })
    const met = (): boolean => hubs.every(({ last }) => last.clock?.peers === 1)
    await until(met, 'the two to meet', 15_000).catch(() =>
      skip(this, 'this machine has no multicast on its loopback'),
    )
    await until(() => apartMs() < 3, 'the same beats')
    await other.client.ask('set', { bpm: 127 })
    const isNew = ({ last }: (typeof hubs)[0]): boolean =>
      Math.abs(last.transport!.bpm - 127) < 0.1 && last.transport!.source === 'link'
    await until(() => hubs.every(isNew), 'the new tempo')

    await until(() => apartMs() < 3, 'the same beats again')
  })
})
