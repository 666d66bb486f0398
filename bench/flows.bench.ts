import { flowsSocketOf } from '#runtime/flows-socket.ts'
import { callSocket, startFlows } from '#test/support/flows.ts'
import { openPtys } from '#test/support/pty.ts'
import { startRigsong, until } from '#test/support/rigsong.ts'
import type { Figure } from './figure.ts'
import { openPadHops } from './flows/pad-hop.ts'
import { aboveAll } from './live-hop/above-all.ts'
import { quantile } from './quantile.ts'
import { pssMb } from './start/processes.ts'
import { startedNodeRed } from './start/started.ts'

const rounds = 3
/** Rest before memory is read: the first garbage collections are over by then. */
const restMs = 8_000

/** The flows process beside Node-RED alone, and what the playing hears of a deploy every second. */
export default async function flows(): Promise<readonly Figure[]> {
  return [...(await startAndMemory()), ...(await fromPadToCommand()), ...(await beneathDeploys())]
}

/** A pad is played at both rates for ten seconds. */
async function fromPadToCommand(): Promise<readonly Figure[]> {
  await using pad = await openPadHops()
  const calm = await pad.hops(1000, 100)
  const storm = await pad.hops(10_000, 1000)
  const p95 = quantile(calm, 0.95)
  return [
    {
      what: 'pad → flow → command at 100 a second, p95',
      ours: p95,
      unit: 'ms',
      goal: '≤ 25 ms',
      met: p95 <= 25,
    },
    {
      what: 'pad → flow → command at 1,000 a second, p95',
      ours: quantile(storm, 0.95),
      unit: 'ms',
      goal: 'shown',
      met: 'not measured',
    },
  ]
}

async function startAndMemory(): Promise<readonly Figure[]> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push((await startedFlows(0)).tookMs)
    theirs.push((await startedNodeRed()).tookMs)
  }
  const { mb } = await startedFlows(restMs)
  const alone = (await startedNodeRed(restMs)).memory.reduce((sum, one) => sum + one.mb, 0)
  const [start, peer] = [quantile(ours, 0.5), quantile(theirs, 0.5)]
  return [
    {
      what: 'flows process to its first editor',
      ours: start,
      unit: 'ms',
      peer,
      peerName: 'node-red alone',
      ratio: start / peer,
      goal: '≤ 1.5 × node-red alone',
      met: start <= 1.5 * peer,
    },
    {
      what: 'flows process at rest, PSS',
      ours: mb,
      unit: 'MB',
      peer: alone,
      peerName: 'node-red alone',
      ratio: mb / alone,
      goal: '≤ 160 MB',
      met: mb <= 160,
    },
  ]
}

async function startedFlows(rest: number): Promise<{ tookMs: number; mb: number }> {
  const from = performance.now()
  await using flows = await startFlows()
  const tookMs = performance.now() - from
  if (rest > 0) await passed(rest)
  return { tookMs, mb: rest > 0 ? await pssMb(flows.pid()!) : 0 }
}

const note = [0x90, 60, 100]
const everyMs = 10
/** Turn by turn, so that what else the machine does falls on both. */
const turns = 6
const hopsATurn = 10_000 / everyMs
/** Not counted: a hub on stage has played for longer than a second. */
const warmingHops = 200
const deployEveryMs = 1000

/** From byte in to byte out for a minute, and for a minute with a full deploy every second. */
async function beneathDeploys(): Promise<readonly Figure[]> {
  await using stack = new AsyncDisposableStack()
  const rigsong = stack.use(await startRigsong({ env: { RIGSONG_PROCESSES: 'live,flows' } }))
  const ptys = stack.use(await openPtys())
  aboveAll(ptys)
  const [from, to] = [await ptys.open(), await ptys.open()]
  const socket = flowsSocketOf(rigsong.dataDir)
  const call = (method: string, path: string, body?: unknown) =>
    callSocket<{ state?: string }>(socket, { method, path, body, headers: {} })
  for (const { path } of [from, to])
    await rigsong.cli('devices', 'add', '--transport', 'din', '--port', path)
  await until(async () => (await call('GET', '/keeper/status')).body.state === 'ready', 'the flows')
  await from.write(note)
  await to.hears((bytes) => bytes.length >= note.length)
  const measured = async (count: number): Promise<readonly number[]> =>
    (await ptys.measure({ from, to, bytes: note, count, everyMs })).hopsMs

  await measured(warmingHops)
  const quiet: number[] = []
  const deployed: number[] = []
  let deploys = 0
  await call('POST', '/flows/flows', busyFlows(deploys))
  for (let turn = 0; turn < turns; turn++) {
    quiet.push(...(await measured(hopsATurn)))
    const timer = setInterval(() => {
      deploys += 1
      void call('POST', '/flows/flows', busyFlows(deploys))
    }, deployEveryMs)
    deployed.push(...(await measured(hopsATurn)))
    clearInterval(timer)
  }

  const [ours, peer] = [quantile(deployed, 0.99), quantile(quiet, 0.99)]
  return [
    {
      what: `byte in → byte out with ${deploys} deploys in a minute, p99`,
      ours,
      unit: 'ms',
      peer,
      peerName: 'without',
      ratio: ours / peer,
      goal: '≤ 2 × without',
      met: ours <= 2 * peer,
    },
    {
      what: '  the same, p50',
      ours: quantile(deployed, 0.5),
      unit: 'ms',
      peer: quantile(quiet, 0.5),
      peerName: 'without',
      goal: 'shown',
      met: 'not measured',
    },
  ]
}

/** Ten chains that count ten times a second; another word in each makes every deploy a real one. */
const busyFlows = (deploy: number): readonly object[] => [
  { id: 't', type: 'tab', label: `deploy ${deploy}` },
  ...Array.from({ length: 10 }, (_, i) => [
    {
      ...{ id: `go-${i}`, type: 'inject', z: 't', x: 1, y: i, once: true, repeat: '0.1' },
      ...{ props: [{ p: 'payload' }], payloadType: 'date', wires: [[`count-${i}`]] },
    },
    {
      ...{ id: `count-${i}`, type: 'function', z: 't', x: 2, y: i, wires: [[`end-${i}`]] },
      func: `context.set('n', (context.get('n') || 0) + 1); msg.deploy = ${deploy}; return msg`,
    },
    {
      ...{ id: `end-${i}`, type: 'change', z: 't', x: 3, y: i, wires: [[]] },
      rules: [{ t: 'set', p: 'payload', pt: 'msg', to: '$string(payload)', tot: 'jsonata' }],
    },
  ]).flat(),
]

const passed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
