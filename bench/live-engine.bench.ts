import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import type { ProposeAsk } from '#hub/engine/live/proposal.ts'
import type { EngineAsk, EngineNews, EngineTold } from '#hub/live/engine-worker.ts'
import type { Figure } from './figure.ts'
import type { ThreadTimes } from './live-engine/timed-worker.ts'
import { quantile } from './quantile.ts'

const bpm = 120
const beatMs = 60_000 / bpm
const warmUp = 400
const notes = 2000
const chords = [
  [55, 58, 62],
  [60, 63, 67],
  [63, 67, 70],
  [62, 66, 69],
] as const

const ask = (note: number): ProposeAsk => ({
  ...{ fromBar: Math.floor(note / 8) + 1, bars: 3, ids: ['ph_1', 'ph_2', 'ph_3'] },
  count: { bpm, meter: { beats: 4, unit: 4 }, originMs: 0, originBeat: 0 },
  accompaniment: {
    ...{ ...firstAccompaniment, style: 'funk' },
    ...{ drums: true, bass: true, chords: true, pad: true, counter: true },
  },
  ...{ controls: {}, because: 'bench', soloing: false },
})

/** Eighths of broken chords, a bar each. */
const pitchOf = (note: number): number => chords[Math.floor(note / 8) % 4]![note % 3]!
const struck = (note: number) => ({
  ...{ pitch: pitchOf(note), velocity: 80, atMs: (note * beatMs) / 2 },
})
const lifted = (note: number) => ({ pitch: pitchOf(note), atMs: ((note + 0.8) * beatMs) / 2 })

const rounded = (figure: number): number => Math.round(figure * 1000) / 1000

/** Notes are told to the thread, and bars are asked for: how long that takes in it, and until they are here. */
async function throughThread() {
  const places = (): SharedArrayBuffer => new SharedArrayBuffer(8 * (warmUp + notes))
  const times: ThreadTimes = { tookMs: places(), aloneMs: places() }
  const worker = new Worker(new URL('./live-engine/timed-worker.ts', import.meta.url), {
    execArgv: ['--no-warnings'],
    workerData: times,
  })
  const there: number[] = []
  for (let note = 0; note < warmUp + notes; note++) {
    const from = performance.now()
    worker.postMessage({ news: 'strike', note: struck(note) } satisfies EngineNews)
    worker.postMessage({ ask: 'propose', n: note, what: ask(note) } satisfies EngineAsk)
    const [told] = (await once(worker, 'message')) as [EngineTold]
    there.push(performance.now() - from)
    if ('error' in told) throw new Error(told.error.message)
    worker.postMessage({ news: 'lift', note: lifted(note) } satisfies EngineNews)
  }
  await worker.terminate()
  const warm = (took: Iterable<number>): readonly number[] => [...took].slice(warmUp)
  const inThread = new Float64Array(times.tookMs)
  const alone = new Float64Array(times.aloneMs)
  return {
    inThread: warm(inThread),
    first: inThread[0]!,
    alone: warm(alone),
    there: warm(there).map((ms, i) => ms - warm(alone)[i]!),
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
    const tries = engines.map((engine) => {
      const from = performance.now()
      engine.strike(struck(note))
      const { bars } = engine.propose(ask(note))
      const took = performance.now() - from
      engine.lift(lifted(note))
      made += note < warmUp ? 0 : bars.reduce((sum, bar) => sum + bar.notes.length, 0) / 3
      return took
    })
    if (note >= warmUp) best.push(Math.min(...tries))
  }
  const seconds = best.reduce((sum, ms) => sum + ms, 0) / 1000
  return { best, made: Math.round(made / seconds) }
}

/** How soon after a note the band has its next bars, and how many notes it makes. */
export default async function (): Promise<Figure[]> {
  const { inThread, alone, there, first } = await throughThread()
  const goalMs = 2
  const line = (what: string, ours: number): Figure => ({
    ...{ what, ours: rounded(ours), unit: 'ms', goal: `≤ ${goalMs} ms`, met: ours <= goalMs },
  })
  const beside = (what: string, ours: number): Figure => ({
    ...line(what, ours),
    met: 'not measured',
  })
  const { best, made } = inPlace()
  const what = 'note in → three bars of five parts'
  return [
    line(`${what} posted, in the thread, p50`, quantile(inThread, 0.5)),
    {
      ...line(`${what} posted, in the thread, p99`, quantile(inThread, 0.99)),
      ...{ peer: rounded(quantile(alone, 0.99)), peerName: 'as long a piece of arithmetic there' },
    },
    line(`${what}, the work of it, best of three, p99`, quantile(best, 0.99)),
    line(`${what} there, through the thread and back, p50`, quantile(there, 0.5)),
    beside(`${what} there, through the thread and back, p99`, quantile(there, 0.99)),
    beside('the very first note of a thread', first),
    {
      ...{ what: 'notes of accompaniment a second', ours: made, unit: 'notes/s' },
      ...{ peer: 4, peerName: 'REMI+ on a GPU, as published', goal: '≥ 100,000' },
      met: made >= 100_000,
    },
  ]
}
