import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPtys, type Pty } from '#test/support/pty.ts'
import type { Figure } from './figure.ts'
import { aboveAll } from './live-hop/above-all.ts'
import { quantile } from './quantile.ts'

const rounds = 3
const hopsARound = 1000
/** Not counted: a hub on stage has played for longer than a second. */
const warmingHops = 1000
const everyMs = 2
/** A note that is struck again and again: its journal and its copies on the bus are part of the work. */
const note = [0x90, 60, 100]

type Layout =
  | 'bare'
  | 'bare beside the load'
  | 'live'
  | 'live without the real-time class'
  | 'shared'

/**
 * From the last byte at one port to the last byte at another: live under load, beside the least router
 * there can be with the machine to itself, and beside that router in one loop with the load. That
 * router beside the load, in a process of its own, shows what the machine and its pseudo-terminals
 * allow: the kernel hands their bytes on in threads without any priority.
 */
export default async function liveHop(): Promise<readonly Figure[]> {
  const hops = new Map<Layout, number[]>()
  const layouts: Layout[] = [
    'bare',
    'bare beside the load',
    'live',
    'live without the real-time class',
    'shared',
  ]
  let realTime = false
  for (let round = 0; round < rounds; round++)
    for (const layout of layouts) {
      const { hopsMs, granted } = await measured(layout)
      hops.set(layout, [...(hops.get(layout) ?? []), ...hopsMs])
      if (layout === 'live') realTime = granted
    }
  const at = (layout: Layout, share: number): number => quantile(hops.get(layout) ?? [], share)
  const p99 = (layout: Layout): number => at(layout, 0.99)
  const shared = p99('shared')
  const plain = p99('live without the real-time class')
  return [
    {
      what: 'byte in → byte out under load, p99',
      ours: p99('live'),
      unit: 'ms',
      peer: p99('bare'),
      peerName: 'bare router without load',
      ratio: p99('live') / p99('bare'),
      goal: '≤ 2 × with the real-time class',
      met: realTime ? p99('live') <= 2 * p99('bare') : 'not measured',
    },
    {
      what: 'byte in → byte out under load, p99',
      ours: p99('live'),
      unit: 'ms',
      peer: shared,
      peerName: 'one shared loop',
      ratio: shared / p99('live'),
      goal: '≥ 3 × better with the real-time class',
      met: realTime ? shared >= 3 * p99('live') : 'not measured',
    },
    {
      what: 'the same without the real-time class, p99',
      ours: plain,
      unit: 'ms',
      peer: shared,
      peerName: 'one shared loop',
      ratio: shared / plain,
      goal: '≥ 2 × better',
      met: shared >= 2 * plain,
    },
    ...layouts.map(
      (layout): Figure => ({
        what: `  ${layout}, p50`,
        ours: at(layout, 0.5),
        peer: p99(layout),
        peerName: 'p99',
        unit: 'ms',
        goal: 'shown',
        met: 'not measured',
      }),
    ),
  ]
}

async function measured(
  layout: Layout,
): Promise<{ readonly hopsMs: readonly number[]; readonly granted: boolean }> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const ptys = stack.use(await openPtys())
  aboveAll(ptys)
  const [from, to] = [await ptys.open(), await ptys.open()]
  const granted = await routed(layout, { from, to, folder, stack })
  const count = warmingHops + hopsARound
  const { hopsMs } = await ptys.measure({ from, to, bytes: note, count, everyMs })
  return { hopsMs: hopsMs.slice(warmingHops), granted }
}

type Bench = {
  readonly from: Pty
  readonly to: Pty
  readonly folder: string
  readonly stack: AsyncDisposableStack
}

async function routed(layout: Layout, { from, to, folder, stack }: Bench): Promise<boolean> {
  const ports = [from.path, to.path]
  if (layout === 'bare') await started('bare-router.ts', ports, stack)
  if (layout === 'shared') await started('bare-router.ts', [...ports, folder], stack)
  if (layout === 'bare' || layout === 'shared') return false
  if (layout === 'bare beside the load') {
    await started('load-process.ts', [folder], stack)
    await started('bare-router.ts', [...ports, '', 'rr'], stack)
    return false
  }
  const { brokerUrl } = (await started('load-process.ts', [folder], stack)) as { brokerUrl: string }
  const realTime = layout === 'live' ? 'yes' : 'no'
  const words = [...ports, folder, brokerUrl, realTime]
  const granted = await started('live-process.ts', words, stack)
  const { priority, clockPriority } = granted as { priority: string; clockPriority: string }
  await to.hears((bytes) => bytes.length >= 96)
  return priority === 'rr' && clockPriority === 'fifo'
}

async function started(
  file: string,
  words: readonly string[],
  stack: AsyncDisposableStack,
): Promise<unknown> {
  const child = fork(new URL(`./live-hop/${file}`, import.meta.url), words, {
    execArgv: ['--no-warnings'],
  })
  stack.defer(() => ended(child))
  const [ready] = await Promise.race([once(child, 'message'), diedOf(child, file)])
  return ready
}

async function diedOf(child: ChildProcess, file: string): Promise<never> {
  const [code] = await once(child, 'exit')
  throw new Error(`${file} ended with ${code}`)
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
