import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectAsync, type MqttClient } from 'mqtt'
import { cyclesPerMs } from '#simulators/avr/twin.ts'
import { openTerminal, type Terminal, writeTerminal } from '#simulators/pty/terminal.ts'
import { firmata, knobBox, latencyOf } from '#test/simulators/avr/latency.ts'
import { type Rigsong, startRigsong } from '#test/support/rigsong.ts'
import type { Figure } from './figure.ts'
import { quantile } from './quantile.ts'

const strikes = 1000
const everyMs = 5
const replugs = 30
const emulatedMs = 3000
const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6

/**
 * From a pad that is struck to whoever hears of it, and from a plug that is put back to playing. The
 * peer is the fewest lines that bring a serial port to the same broker.
 */
export default async function devices(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-bench-'))
  await using rigsong = await startRigsong()
  const user = await rigsong.call<{ name: string; secret: string }>('POST', '/api/v1/tokens', {
    ...{ kind: 'mqtt', name: 'bench', scope: 'tool' },
  })
  const client = await connectAsync(`mqtt://127.0.0.1:${rigsong.mqttPort}`, {
    ...{ username: user.name, password: user.secret, clientId: `${user.name}-hears` },
  })
  try {
    const ours = await struck(rigsong, client, join(folder, 'pads'))
    const bare = await struckBare(rigsong, client, join(folder, 'bare'))
    const back = await replugged(client, join(folder, 'pads'))
    return [...figures(ours, bare, back), ...boards()]
  } finally {
    await client.endAsync()
    await rm(folder, { recursive: true, force: true })
  }
}

type Struck = { readonly capturedMs: readonly number[]; readonly heardMs: readonly number[] }

/** Strikes a pad many times; how long until live had it, and until the subscriber had it. */
async function struck(rigsong: Rigsong, client: MqttClient, link: string): Promise<Struck> {
  const terminal = openTerminal(link)
  opened.set(link, terminal)
  await rigsong.call('POST', '/api/v1/devices', {
    ...{ transport: 'din', port: link, name: 'pads', simulated: true },
  })
  await client.subscribeAsync(['rigsong/hub/event/midi/pads', 'rigsong/hub/state/device/pads'])
  await untilLive(client)
  const capturedMs: number[] = []
  const heardMs = await strike(
    terminal,
    client,
    'rigsong/hub/event/midi/pads',
    (payload, sentMs) => {
      const { atMs } = JSON.parse(payload.toString()) as { atMs: number }
      capturedMs.push(atMs - sentMs)
    },
  )
  return { capturedMs, heardMs }
}

const opened = new Map<string, Terminal>()

async function struckBare(
  rigsong: Rigsong,
  client: MqttClient,
  link: string,
): Promise<readonly number[]> {
  const terminal = openTerminal(link)
  const { name, secret } = await rigsong.call<{ name: string; secret: string }>(
    'POST',
    '/api/v1/tokens',
    { kind: 'mqtt', name: 'bare', scope: 'sensor' },
  )
  const child = fork(join(import.meta.dirname, 'devices', 'bare-bridge.ts'), [
    ...[link, String(rigsong.mqttPort), name, secret],
  ])
  await once(child, 'message')
  const topic = `rigsong/hub/event/control/${name}/pad`
  await client.subscribeAsync(topic)
  const heardMs = await strike(terminal, client, topic, () => {})
  child.kill()
  terminal.close()
  return heardMs
}

async function strike(
  terminal: Terminal,
  client: MqttClient,
  topic: string,
  hear: (payload: Buffer, sentMs: number) => void,
): Promise<readonly number[]> {
  const sentMs: number[] = []
  const tookMs: number[] = []
  const listen = (heard: string, payload: Buffer): void => {
    if (heard !== topic) return
    const at = sentMs[tookMs.length]!
    tookMs.push(nowMs() - at)
    hear(payload, at)
  }
  client.on('message', listen)
  for (let n = 0; n < strikes; n++) {
    sentMs.push(nowMs())
    writeTerminal(terminal.fd, Uint8Array.of(n % 2 === 0 ? 0x90 : 0x80, 36, 100))
    await sleep(everyMs)
  }
  await sleep(500)
  client.off('message', listen)
  if (tookMs.length < strikes)
    throw new Error(`${strikes - tookMs.length} strikes were never heard`)
  return tookMs
}

/** Pulls the plug and puts it back; how long until it plays again, and nothing of it sounded between. */
async function replugged(client: MqttClient, link: string): Promise<readonly number[]> {
  const backMs: number[] = []
  for (let n = 0; n < replugs; n++) {
    writeTerminal(opened.get(link)!.fd, Uint8Array.of(0x90, 60, 100))
    const gone = untilStatus(client, 'absent')
    opened.get(link)!.close()
    await gone
    const live = untilLive(client)
    const pluggedMs = nowMs()
    opened.set(link, openTerminal(link))
    await live
    backMs.push(nowMs() - pluggedMs)
  }
  opened.get(link)!.close()
  return backMs
}

/** Emulated time: what the two firmwares can say, the same on every machine. */
function boards(): readonly Figure[] {
  const ours = latencyOf(knobBox(6), emulatedMs)
  const one = latencyOf(knobBox(1), emulatedMs)
  const peer = latencyOf(firmata(6, 10), emulatedMs)
  const edge = quantile(one.buttonCycles, 0.95) / cyclesPerMs
  const knob = quantile(one.analogCycles, 0.95) / cyclesPerMs
  return [
    {
      what: 'knob box, values of six knobs a second',
      ours: ours.valuesPerSecond,
      unit: '/s',
      peer: peer.valuesPerSecond,
      peerName: 'StandardFirmata at its fastest',
      ratio: ours.valuesPerSecond / peer.valuesPerSecond,
      goal: '≥ 2 ×',
      met: ours.valuesPerSecond >= 2 * peer.valuesPerSecond,
    },
    {
      what: 'knob box, button → last bit on the wire, p95',
      ours: edge,
      unit: 'ms',
      peer: quantile(peer.buttonCycles, 0.95) / cyclesPerMs,
      peerName: 'StandardFirmata beside six knobs',
      goal: '≤ 1',
      met: edge <= 1,
    },
    {
      what: 'knob box, knob → last bit on the wire, p95',
      ours: knob,
      unit: 'ms',
      peer: quantile(peer.analogCycles, 0.95) / cyclesPerMs,
      peerName: 'StandardFirmata at 10 ms',
      goal: '≤ 2.5',
      met: knob <= 2.5,
    },
  ]
}

const untilLive = (client: MqttClient): Promise<void> => untilStatus(client, 'live')

function untilStatus(client: MqttClient, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const hear = (topic: string, payload: Buffer): void => {
      if (!topic.endsWith('/state/device/pads') || payload.length === 0) return
      if ((JSON.parse(payload.toString()) as { status: string }).status !== wanted) return
      client.off('message', hear)
      resolve()
    }
    client.on('message', hear)
  })
}

function figures(
  { capturedMs, heardMs }: Struck,
  bareMs: readonly number[],
  backMs: readonly number[],
): readonly Figure[] {
  const p95 = (values: readonly number[]): number => quantile(values, 0.95)
  const captured = p95(capturedMs)
  const back = quantile(backMs, 0.99)
  return [
    {
      what: 'pad → engine event, p95',
      ours: captured,
      unit: 'ms',
      goal: '≤ 3',
      met: captured <= 3,
    },
    {
      what: 'pad → engine event, p99.9',
      ours: quantile(capturedMs, 0.999),
      unit: 'ms',
      goal: '≤ 10',
      met: quantile(capturedMs, 0.999) <= 10,
    },
    {
      what: 'pad → MQTT subscriber, p95',
      ours: p95(heardMs),
      unit: 'ms',
      peer: p95(bareMs),
      peerName: 'serialport and mqtt.js, nothing else',
      ratio: p95(heardMs) / p95(bareMs),
      goal: '≤ 10',
      met: p95(heardMs) <= 10,
    },
    {
      what: 'replug → playing again, p99',
      ours: back,
      unit: 'ms',
      goal: '≤ 2000',
      met: back <= 2000,
    },
  ]
}
