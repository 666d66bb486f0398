import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openClock } from '#hub/clock/clock.ts'
import { openClockOut } from '#hub/clock/clock-out.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { systemClock } from '#runtime/clock.ts'
import { openLog } from '#runtime/log.ts'
import type { Figure } from './figure.ts'
import { quantile } from './quantile.ts'

/** 24 a beat at 120 bpm, 10 seconds of it. */
const tickMs = 500 / 24
const ticks = 480
const busyMs = 12
const turnMs = 13
const patienceMs = 30_000

/**
 * How steady the MIDI clock is that goes out while the main thread works 12 of 13 ms, as another thread
 * at the end of the line hears it: ours beside a drift-corrected timer of that main thread, in the same
 * seconds.
 */
export default async function clockOut(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-bench-'))
  const log = openLog('bench', 'error')
  await using output = await openClock({ log, realTime: true, writeFailed() {} })
  try {
    const [ours, theirs] = await Promise.all([pipe(folder, 'ours'), pipe(folder, 'theirs')])
    const busy = setInterval(work, turnMs)
    sendOurs(output, ours.fd)
    const timer = sendByTimer(theirs.fd)
    const [oursMs, theirsMs] = await Promise.all([ours.heard, theirs.heard])
    clearInterval(busy)
    timer.stop()
    closeSync(ours.fd)
    closeSync(theirs.fd)
    return figures({ oursMs, theirsMs, lateP99Ms: output.figures().lateP99Ms })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A pipe with a thread at its end that says when ticks came. */
async function pipe(folder: string, name: string) {
  const path = join(folder, name)
  execFileSync('mkfifo', [path])
  // Open at both ends, so that nobody waits for the other.
  const fd = openSync(path, 'r+')
  const receiver = new Worker(new URL('./clock-out/receiver.ts', import.meta.url), {
    workerData: { path, ticks },
    execArgv: ['--no-warnings'],
  })
  await once(receiver, 'message')
  const heard = once(receiver, 'message', { signal: AbortSignal.timeout(patienceMs) })
  return { fd, heard: heard.then(([atMs]) => atMs as Float64Array) }
}

function sendOurs(output: Awaited<ReturnType<typeof openClock>>, fd: number): void {
  const clockOut = openClockOut(output, systemClock.now)
  const transport = openTransport(clockOut.follow, systemClock.now())
  const port = output.attach({ by: 'descriptor', fd, byteMs: 0.32 })!
  clockOut.follow(transport.state())
  clockOut.to(1 << port)
}

function sendByTimer(fd: number): { stop(): void } {
  let timer: NodeJS.Timeout
  const startMs = systemClock.now()
  const next = (tick: number): void => {
    const dueMs = startMs + tick * tickMs
    timer = setTimeout(
      () => {
        writeSync(fd, Uint8Array.of(0xf8))
        next(tick + 1)
      },
      Math.max(0, dueMs - systemClock.now()),
    )
  }
  next(1)
  return { stop: () => clearTimeout(timer) }
}

function work(): void {
  const garbage: unknown[] = []
  const endMs = performance.now() + busyMs
  while (performance.now() < endMs) garbage.push({ at: performance.now() })
}

/** How far from tick to tick is off what it should be. */
const wobble = (atMs: Float64Array): number[] =>
  [...atMs.subarray(1)].map((ms, i) => Math.abs(ms - atMs[i]! - tickMs))

function figures({
  oursMs,
  theirsMs,
  lateP99Ms,
}: {
  oursMs: Float64Array
  theirsMs: Float64Array
  lateP99Ms: number
}): readonly Figure[] {
  const [ours, theirs] = [wobble(oursMs), wobble(theirsMs)]
  const [p99, peerP99] = [quantile(ours, 0.99), quantile(theirs, 0.99)]
  const drift = Math.abs(oursMs.at(-1)! - oursMs[0]! - (ticks - 1) * tickMs)
  const peerName = 'drift-corrected setTimeout'
  return [
    {
      what: 'MIDI clock out with the main thread saturated: jitter from tick to tick at the receiver, p99',
      ...{ ours: p99, unit: 'ms', peer: peerP99, peerName, ratio: peerP99 / p99 },
      ...{ goal: '≤ 1/10 of the timer', met: p99 <= peerP99 / 10 },
    },
    {
      what: '  p50',
      ...{ ours: quantile(ours, 0.5), unit: 'ms', peer: quantile(theirs, 0.5), peerName },
      ...{ goal: 'shown', met: 'not measured' },
    },
    {
      what: '  lateness of ticks as the clock writes them, p99',
      ...{ ours: lateP99Ms, unit: 'ms', goal: 'shown', met: 'not measured' },
    },
    {
      what: '  drift over 10 s, first to last tick',
      ...{ ours: drift, unit: 'ms', goal: 'shown', met: 'not measured' },
    },
  ]
}
