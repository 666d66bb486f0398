import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Composition } from '#core/score/piece.ts'
import { measure } from '#hub/audio/loudness.ts'
import { type Rendering, renderComposition } from '#hub/audio/render.ts'
import { encodeWav } from '#hub/audio/wav.ts'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { compositionToSmf } from '#hub/export/smf.ts'
import { openTempFolder } from '#test/support/temp.ts'
import type { Figure } from './figure.ts'

const soundFont = '/usr/share/sounds/sf2/TimGM6mb.sf2'
const rounds = 5

/** Renders one piece with our synth and with fluidsynth, turn by turn, in CPU time; then its loudness beside ffmpeg's. */
export default async function (): Promise<Figure[]> {
  await using folder = await openTempFolder()
  const composition = aPiece()
  const midi = join(folder.path, 'piece.mid')
  const wav = join(folder.path, 'piece.wav')
  await writeFile(midi, compositionToSmf(composition))
  const rendered = renderComposition(composition)
  await writeFile(wav, encodeWav({ ...rendered, bits: 24 }))
  const seconds = rendered.left.length / rendered.sampleRate
  return [
    ...renderFigures(composition, seconds, [
      '-q',
      '-r',
      '48000',
      '-F',
      `${midi}.wav`,
      soundFont,
      midi,
    ]),
    ...loudnessFigures(rendered, wav),
  ]
}

/** 32 bars and more for five players, from a wish as a person would say it. */
function aPiece(): Composition {
  const wish = { style: 'house', bars: 48, key: { tonic: 'D', mode: 'minor' } } as const
  return composePiece(planPiece(wish, 7), 7, { because: 'cm_bench' })
}

function renderFigures(
  composition: Composition,
  seconds: number,
  fluidsynth: readonly string[],
): readonly Figure[] {
  const hasPeer = existsSync(soundFont) && cpuOf('fluidsynth', ['--version']) !== undefined
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push(cpuHere(() => renderComposition(composition)))
    if (hasPeer) theirs.push(cpuOf('fluidsynth', fluidsynth)!)
  }
  const speed = seconds / median(ours)
  const alone: Figure = {
    what: `render ${Math.round(seconds)} s of music, × real time a core`,
    ours: speed,
    unit: '×',
    goal: '≥ 30',
    met: speed >= 30,
  }
  if (!hasPeer) return [alone, { ...alone, what: 'render beside fluidsynth', met: 'not measured' }]
  const peer = seconds / median(theirs)
  const ratio = speed / peer
  return [
    alone,
    {
      what: 'render beside native fluidsynth (TimGM6mb, no loudness pass)',
      ours: speed,
      peer,
      peerName: 'fluidsynth',
      unit: '×',
      ratio,
      goal: 'ratio ≥ 0.5',
      met: ratio >= 0.5,
    },
  ]
}

function loudnessFigures(rendered: Rendering, wav: string): readonly Figure[] {
  const { left, right, sampleRate, lufs, truePeakDb } = rendered
  const ours = median(
    Array.from({ length: rounds }, () => cpuHere(() => measure(left, right, sampleRate))),
  )
  const ask = ['-hide_banner', '-nostats', '-i', wav, '-af', 'ebur128=peak=true', '-f', 'null', '-']
  const theirs = cpuOf('ffmpeg', ask)
  const said = spawnSync('ffmpeg', ask, { encoding: 'utf8' }).stderr ?? ''
  const peerLufs = Number(/I:\s+(-?[\d.]+) LUFS\s+Threshold/.exec(said)?.[1])
  const peerPeak = Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(said)?.[1])
  const peer = (value: number): { peer: number; peerName: string } => ({
    peer: value,
    peerName: 'ffmpeg',
  })
  const measured = theirs !== undefined
  return [
    {
      what: 'loudness of the render',
      ours: lufs,
      unit: 'LUFS',
      ...(measured ? peer(peerLufs) : {}),
      goal: '-14 ±0.3, within 0.1 LU of ffmpeg',
      met: measured
        ? Math.abs(lufs + 14) <= 0.3 && Math.abs(lufs - peerLufs) <= 0.1
        : 'not measured',
    },
    {
      what: 'true peak of the render',
      ours: truePeakDb,
      unit: 'dBTP',
      ...(measured ? peer(peerPeak) : {}),
      goal: '≤ -1, within 0.1 dB of ffmpeg',
      met: measured ? truePeakDb <= -1 && Math.abs(truePeakDb - peerPeak) <= 0.1 : 'not measured',
    },
    {
      what: 'measuring it, CPU',
      ours: ours * 1000,
      unit: 'ms',
      ...(measured ? { ...peer(theirs * 1000), ratio: theirs / ours } : {}),
      goal: 'ratio ≥ 5',
      met: measured ? theirs / ours >= 5 : 'not measured',
    },
  ]
}

/** CPU seconds (user and system) of what runs here. */
function cpuHere(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

/** CPU seconds of a program, as bash counts them; undefined where it is missing. */
function cpuOf(program: string, ask: readonly string[]): number | undefined {
  const timed = 'TIMEFORMAT="cpu %U %S"; time "$0" "$@"'
  const { status, stderr } = spawnSync('bash', ['-c', timed, program, ...ask], { encoding: 'utf8' })
  const counted = /cpu ([\d.]+) ([\d.]+)/.exec(stderr ?? '')
  return status === 0 && counted ? Number(counted[1]) + Number(counted[2]) : undefined
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
