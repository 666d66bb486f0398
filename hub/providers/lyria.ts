import type { Key, Mode } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { entry, textIn } from './any-json.ts'
import { type BedTape, bedTape, type TapeSound } from './bed-tape.ts'
import type { BedPlayer, BedReply, BedRequest, Failure, Line } from './provider.ts'
import { openSocketLine, type SocketLine } from './socket-line.ts'
import { StreamEnded } from './stream.ts'

/** As it was last known; `rigsong provider model` says another. */
const usualModel = 'lyria-realtime-exp'
/** The version of the service that stands in the path; newer examples say v1beta. */
export const lyriaVersion = 'v1alpha'
const path = `/ws/google.ai.generativelanguage.${lyriaVersion}.GenerativeService.BidiGenerateMusic`
/** A second of sound as it comes, in base64. */
const bytesASecond = (48_000 * 4 * 4) / 3
/** What may come besides the sound. */
const spareBytes = 2 ** 20
/** How often a line that breaks is opened again for the rest of a bed. */
const mostLines = 3

/**
 * Lyria RealTime over its WebSocket. It is told the tempo and never believed: what it plays is a bed
 * and not a part.
 */
export const lyria: BedPlayer = {
  name: 'lyria',
  does: 'bed',
  url: 'wss://generativelanguage.googleapis.com',
  model: usualModel,
  async play(request, line) {
    const tape = bedTape(request.seconds)
    let failure: Failure | undefined
    for (let lines = 0; lines < mostLines && !tape.isFull(); lines++) {
      if (lines > 0) tape.join()
      failure = await listen(request, line, tape)
      if (failure && failure.why !== 'cut-off') break
    }
    return answer(tape, failure)
  },
}

const answer = (tape: BedTape, failure: Failure | undefined): BedReply => ({
  ...tape.recorded(),
  ...(failure && !tape.isFull() && { failure }),
})

/** One line, until the tape is full or the line ends; why it ended. */
async function listen(
  request: BedRequest,
  { url, key, model, ...patience }: Line,
  tape: BedTape,
): Promise<Failure | undefined> {
  const address = `${url}${path}?key=${encodeURIComponent(key)}`
  const mostBytes = spareBytes + 2 * request.seconds * bytesASecond
  try {
    const line = await openSocketLine(address, {
      ...patience,
      mostBytes,
      failureOf: failureOfClose,
    })
    try {
      return await record(request, { line, model, tape })
    } finally {
      line.close()
    }
  } catch (error) {
    return error instanceof StreamEnded ? error.failure : { why: 'unreachable' }
  }
}

async function record(
  request: BedRequest,
  {
    line,
    model,
    tape,
  }: { readonly line: SocketLine; readonly model: string; readonly tape: BedTape },
): Promise<Failure | undefined> {
  line.send({ setup: { model: `models/${model}` } })
  await line.next((message) => entry(message, 'setupComplete') !== undefined)
  for (const message of wordsFor(request)) line.send(message)
  let refused = 0
  while (!tape.isFull()) {
    const message = await line.next(() => true)
    if (entry(message, 'filteredPrompt') !== undefined) refused += 1
    if (refused === request.prompts.length) return { why: 'declined' }
    for (const { data, mimeType } of chunksIn(message))
      if (!tape.add(data, soundOf(mimeType))) return { why: 'nonsense', code: 'no such sound' }
  }
  line.send({ playbackControl: 'STOP' })
  return undefined
}

/** Its scales are pairs of relatives, named from the major one, C first. */
const scales = [
  'C_MAJOR_A_MINOR',
  'D_FLAT_MAJOR_B_FLAT_MINOR',
  'D_MAJOR_B_MINOR',
  'E_FLAT_MAJOR_C_MINOR',
  'E_MAJOR_D_FLAT_MINOR',
  'F_MAJOR_D_MINOR',
  'G_FLAT_MAJOR_E_FLAT_MINOR',
  'G_MAJOR_E_MINOR',
  'A_FLAT_MAJOR_F_MINOR',
  'A_MAJOR_G_FLAT_MINOR',
  'B_FLAT_MAJOR_G_MINOR',
  'B_MAJOR_A_FLAT_MINOR',
] as const
/** Half tones from the tonic up to the major key with the same notes, or nearly so. */
const toMajor: Readonly<Record<Mode, number>> = {
  major: 0,
  minor: 3,
  dorian: 10,
  phrygian: 8,
  lydian: 7,
  mixolydian: 5,
  locrian: 1,
  'harmonic-minor': 3,
  'melodic-minor': 3,
}
const scaleFor = ({ tonic, mode }: Key): string =>
  scales[toPitchClass(pitchClass(tonic) + toMajor[mode])]!

/** It plays 60 to 200: what is slower or faster is told in double or half time. */
function tempoFor(bpm: number): number {
  if (bpm < 60) return Math.round(bpm * 2)
  return Math.round(bpm > 200 ? bpm / 2 : bpm)
}

/** Each message has exactly one field; a config replaces the one before it whole. */
const wordsFor = ({
  prompts,
  bpm,
  key,
  density,
  brightness,
  seed,
}: BedRequest): readonly object[] => [
  { clientContent: { weightedPrompts: prompts } },
  {
    musicGenerationConfig: {
      ...{ bpm: tempoFor(bpm), density, brightness },
      scale: scaleFor(key),
      ...{ seed: seed % 2 ** 31, muteDrums: true, muteBass: true },
    },
  },
  { playbackControl: 'PLAY' },
]

function chunksIn(message: unknown) {
  const chunks = entry(entry(message, 'serverContent'), 'audioChunks')
  if (!Array.isArray(chunks)) return []
  return chunks.flatMap((chunk) => {
    const data = textIn(chunk, 'data')
    return data === undefined ? [] : [{ data, mimeType: textIn(chunk, 'mimeType') ?? '' }]
  })
}

/** What 'audio/pcm;rate=48000' or 'audio/l16; rate=44100; channels=1' says; 48 kHz stereo where nothing. */
function soundOf(mimeType: string): TapeSound {
  const said = (word: string): number | undefined => {
    const found = new RegExp(`;\\s*${word}=(\\d{1,9})\\b`).exec(mimeType)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  return { sampleRate: said('rate') ?? 48_000, channels: said('channels') ?? 2 }
}

/** What a close means stands in its reason, whose words are not passed on. */
function failureOfClose(status: number, reason: string): Failure {
  const code = String(status)
  if (/api key|permission|unauthenticated/i.test(reason)) return { why: 'key-refused', code }
  if (/billing|limit: 0|credit/i.test(reason)) return { why: 'out-of-credit', code }
  if (/quota|exhausted|\brate\b/i.test(reason)) return { why: 'rate-limited', code }
  if (/overloaded|unavailable/i.test(reason)) return { why: 'overloaded', code }
  if (/not found|not supported/i.test(reason)) return { why: 'model-unknown', code }
  if (status === 1007 || status === 1003) return { why: 'bad-request', code }
  return { why: 'cut-off', code }
}
