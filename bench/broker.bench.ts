import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openMosquitto } from '#test/support/mosquitto.ts'
import type { LoadOrder, LoadResult } from './broker/load.ts'
import type { Figure } from './figure.ts'

type Kind = 'ours' | 'stock' | 'mosquitto'
type Measured = LoadResult & { readonly cpuUs: number }

const rounds = 3
const here = import.meta.dirname
const migrations = join(here, '../hub/library/migrations')
const quick = { payloadBytes: 40, frozen: false } as const

/** The broker with its rules beside Mosquitto without any, and beside aedes without guard. */
export default async function (): Promise<Figure[]> {
  const wide = await compare(['ours', 'mosquitto', 'stock'], {
    ...quick,
    subscribers: 20,
    rate: 'all',
    messages: 4000,
  })
  const single = await compare(['ours', 'mosquitto'], {
    ...quick,
    subscribers: 1,
    rate: 'all',
    messages: 30_000,
  })
  const paced = await compare(['ours', 'mosquitto'], {
    ...quick,
    subscribers: 20,
    rate: 5000,
    messages: 5000,
  })
  const frozen = await compare(['ours', 'mosquitto'], {
    // 16 MB in all: kernels hold megabytes before a broker notices.
    payloadBytes: 4000,
    frozen: true,
    subscribers: 1,
    rate: 1000,
    messages: 4000,
  })
  return [
    beside('processor a delivery, 20 subscribers, saturated', wide, 'cpuUs', 'µs', 1.2),
    beside('processor a delivery, 1 subscriber, saturated', single, 'cpuUs', 'µs', 1.2),
    guardFigure(wide),
    beside('delay p50, 20 subscribers × 5,000 a second', paced, 'p50Ms', 'ms', 1),
    beside('delay p99, 20 subscribers × 5,000 a second', paced, 'p99Ms', 'ms', 1),
    silenceFigure(frozen),
  ]
}

type Comparison = Readonly<Partial<Record<Kind, Measured>>>

function beside(
  what: string,
  comparison: Comparison,
  key: 'cpuUs' | 'p50Ms' | 'p99Ms',
  unit: string,
  goal: number,
): Figure {
  const ours = comparison.ours![key]
  const peer = comparison.mosquitto![key]
  const ratio = ours / peer
  return {
    ...{ what, ours, peer, unit, ratio, peerName: 'mosquitto' },
    goal: `≤ ${goal} × mosquitto`,
    met: ratio <= goal,
  }
}

function guardFigure({ ours, stock }: Comparison): Figure {
  const ratio = stock!.cpuUs / ours!.cpuUs
  return {
    what: 'processor a delivery, aedes alone beside aedes behind our guard',
    ...{ ours: ours!.cpuUs, peer: stock!.cpuUs, unit: 'µs', ratio, peerName: 'aedes alone' },
    goal: 'guarded ≥ 1.8 × cheaper',
    met: ratio >= 1.8,
  }
}

const silenceFigure = ({ ours, mosquitto }: Comparison): Figure => ({
  what: 'longest silence of a healthy client beside a frozen one',
  ours: ours!.silenceMs,
  peer: mosquitto!.silenceMs,
  peerName: 'mosquitto',
  unit: 'ms',
  // On a busy machine both wait for the processor.
  goal: '< 50 ms',
  met: ours!.silenceMs < 50,
})

/** The same order to each in turn, round after round; of each its best: noise only ever adds. */
async function compare(
  kinds: readonly Kind[],
  order: Omit<LoadOrder, 'port'>,
): Promise<Comparison> {
  const all = new Map<Kind, Measured[]>(kinds.map((kind) => [kind, []]))
  for (let round = 0; round < rounds; round++)
    for (const kind of kinds) all.get(kind)!.push(await measure(kind, order))
  return Object.fromEntries(
    [...all].map(([kind, results]) => {
      const key = order.rate === 'all' ? 'cpuUs' : order.frozen ? 'silenceMs' : 'p50Ms'
      return [kind, results.sort((a, b) => a[key] - b[key])[0]]
    }),
  )
}

async function measure(kind: Kind, order: Omit<LoadOrder, 'port'>): Promise<Measured> {
  await using broker = await start(kind)
  const generator = fork(join(here, 'broker/load.ts'))
  generator.send({ ...order, port: broker.port } satisfies LoadOrder)
  await once(generator, 'message')
  const before = cpuUsOf(broker.pid)
  generator.send('go')
  const [result] = (await once(generator, 'message')) as [LoadResult]
  const cpuUs = (cpuUsOf(broker.pid) - before) / result.deliveries
  await once(generator, 'exit')
  return { ...result, cpuUs }
}

type Started = AsyncDisposable & { readonly port: number; readonly pid: number }

async function start(kind: Kind): Promise<Started> {
  if (kind === 'mosquitto') return openMosquitto(['set_tcp_nodelay true'])
  const child = fork(join(here, 'broker/serve.ts'), [kind, migrations])
  const [port] = (await once(child, 'message')) as [number]
  return {
    port,
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill()
      await once(child, 'exit')
    },
  }
}

const ticksASecond = 100

/** Processor time of a process so far, all its threads, in µs; from /proc/[pid]/stat (proc(5)). */
function cpuUsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / ticksASecond) * 1e6
}
