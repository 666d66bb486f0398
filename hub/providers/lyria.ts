import type { Key, Mode } from '#core/music/key.ts'
import { pitchClass, toPitchClass } from '#core/music/pitch.ts'
import { type BedTape, bedTape } from './bed-tape.ts'
import type { BedPlayer, BedReply, BedRequest, Failure, Line } from './provider.ts'
import { StreamEnded, soon } from './stream.ts'
import { entry, jsonOf, textIn } from './wire.ts'

/** The version of the service that stands in the path; newer examples say v1beta. */
export const lyriaVersion = 'v1alpha'
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
  model: 'lyria-realtime-exp',
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
  pcm: tape.pcm(),
  ...(failure && !tape.isFull() && { failure }),
})

/** One line, until the tape is full or the line ends; why it ended. */
async function listen(
  request: BedRequest,
  line: Line,
  tape: BedTape,
): Promise<Failure | undefined> {
  const socket = openSocket(line)
  try {
    await socket.next((message) => message === 'open')
    socket.send({ setup: { model: `models/${line.model}` } })
    await socket.next((message) => entry(message, 'setupComplete') !== undefined)
    for (const message of wordsFor(request)) socket.send(message)
    let refused = 0
    while (!tape.isFull()) {
      const message = await socket.next(() => true)
      if (entry(message, 'filteredPrompt') !== undefined) refused += 1
      if (refused === request.prompts.length) return { why: 'declined' }
      for (const chunk of chunksIn(message)) tape.add(chunk)
    }
    socket.send({ playbackControl: 'STOP' })
    return undefined
  } catch (error) {
    return error instanceof StreamEnded ? error.failure : { why: 'unreachable' }
  } finally {
    socket.close()
  }
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
      ...{ bpm: Math.min(200, Math.max(60, Math.round(bpm))), density, brightness },
      scale: scaleFor(key),
      ...{ seed: seed % 2 ** 31, muteDrums: true, muteBass: true },
    },
  },
  { playbackControl: 'PLAY' },
]

function chunksIn(message: unknown): readonly string[] {
  const chunks = entry(entry(message, 'serverContent'), 'audioChunks')
  if (!Array.isArray(chunks)) return []
  return chunks.map((chunk) => textIn(chunk, 'data')).filter((data) => data !== undefined)
}

/** The socket as a line of messages; its key rides in its address, so that no error of it is passed on. */
function openSocket(line: Line) {
  const path = `/ws/google.ai.generativelanguage.${lyriaVersion}.GenerativeService.BidiGenerateMusic`
  const socket = new WebSocket(`${line.url}${path}?key=${encodeURIComponent(line.key)}`)
  socket.binaryType = 'arraybuffer'
  const waiting: unknown[] = []
  let ended: Failure | undefined
  let opened = false
  let wake = (): void => {}

  const hear = (message: unknown): void => {
    waiting.push(message)
    wake()
  }
  const end = (failure: Failure): void => {
    ended ??= failure
    wake()
  }
  socket.addEventListener('open', () => {
    opened = true
    hear('open')
  })
  socket.addEventListener('message', ({ data }) => hear(jsonOf(textOf(data))))
  socket.addEventListener('error', () => end({ why: opened ? 'cut-off' : 'unreachable' }))
  socket.addEventListener('close', ({ code, reason }) => end(failureOfClose(code, reason, opened)))

  async function one(): Promise<unknown> {
    for (;;) {
      if (waiting.length > 0) return waiting.shift()
      if (ended) throw new StreamEnded(ended)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return {
    send: (message: object): void => socket.send(JSON.stringify(message)),
    /** The next message that fits; throws StreamEnded when none comes in time or the line ends. */
    async next(fits: (message: unknown) => boolean): Promise<unknown> {
      for (;;) {
        const message = await soon(one(), line.quietMs, line.signal)
        if (fits(message)) return message
      }
    },
    close: (): void => socket.close(),
  }
}

const textOf = (data: unknown): string =>
  data instanceof ArrayBuffer ? new TextDecoder().decode(data) : String(data)

/** What a close means stands in its reason, whose words are not passed on. */
function failureOfClose(status: number, reason: string, opened: boolean): Failure {
  const code = String(status)
  if (/api key|permission|unauthenticated/i.test(reason)) return { why: 'key-refused', code }
  if (/billing|limit: 0|credit/i.test(reason)) return { why: 'out-of-credit', code }
  if (/quota|exhausted|rate/i.test(reason)) return { why: 'rate-limited', code }
  if (/model|not found/i.test(reason)) return { why: 'model-unknown', code }
  if (status === 1007 || status === 1003) return { why: 'bad-request', code }
  return { why: opened ? 'cut-off' : 'unreachable', code }
}
