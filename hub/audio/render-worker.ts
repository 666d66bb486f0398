import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import type { Composition } from '#core/score/piece.ts'
import { peaksOf } from './peaks.ts'
import { renderComposition } from './render.ts'
import type { BedToLay, RenderAnswer, RenderedWav, RenderTask } from './renderer.ts'
import { encodeWav } from './wav.ts'

const port = parentPort!

// On Linux a priority is a thread's own: a render never takes its time from those who play.
if (process.platform === 'linux') setPriority(0, 10)

port.on('message', ({ id, composition, bed }: RenderTask) => {
  const rendered = renderWav(composition, bed)
  const answer: RenderAnswer = { id, rendered }
  port.postMessage(answer, [rendered.wav.buffer as ArrayBuffer])
})

function renderWav(composition: Composition, bed: BedToLay | undefined): RenderedWav {
  const rendering = renderComposition(composition, { bed: bed?.wav })
  const { left, right, sampleRate, lufs, truePeakDb } = rendering
  const { engine, seed, spec } = composition
  const under = bed ? `; bed by ${bed.by}` : ''
  const wav = encodeWav({
    left,
    right,
    sampleRate,
    seed,
    tags: {
      title: spec.title,
      software: `Rigsong, ${engine.name} ${engine.version}`,
      comment: `AI-generated; engine ${engine.name} ${engine.version}; seed ${seed}${under}`,
    },
  })
  return {
    wav,
    lufs,
    truePeakDb,
    seconds: left.length / sampleRate,
    peaks: peaksOf(left, right),
  }
}
