import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { v } from '#core/schema.ts'
import { Accompaniment } from '#core/score/accompaniment.ts'
import type { Transport, TransportState } from '#hub/clock/transport.ts'
import { readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import type { Accompanying } from './accompanying.ts'

/** How somebody has set up their sitting: whose hands play, and what the band and the tempo are to do. */
const SetUp = v.partial(
  v.object({
    player: v.string(),
    answering: v.boolean(),
    accompaniment: Accompaniment,
    /** The id of the command that set the accompaniment. */
    because: v.string(),
    meter: Meter,
    /** Missing where the tempo is not commanded. */
    bpm: Bpm,
  }),
)
type SetUp = Readonly<v.InferOutput<typeof SetUp>>
type Change = { readonly [K in keyof SetUp]?: SetUp[K] | undefined }

/** What a sitting is set up to be, kept until it ends: a live that finds it goes on where a crash cut it short. */
export type Unended = AsyncDisposable & {
  /** As the one before was set up that never came to its end; nothing where it did. */
  readonly before: SetUp
  set(change: Change): void
  /** Live ends to begin anew by itself: the sitting is not over. */
  goesOn(): void
}

/** A knob can turn the tempo all the time. */
const writeAfterMs = 300

export async function openUnended({
  dataDir,
  log,
}: {
  readonly dataDir: string
  readonly log: Log
}): Promise<Unended> {
  const file = join(dataDir, 'live', 'sitting.json')
  const before = await read(file, log)
  let now: Change = before
  let written = JSON.stringify(now)
  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()
  let over = true

  function write(): void {
    timer = undefined
    writing = writing.then(writeNow).catch((cause: unknown) => {
      // With the next change there may be room.
      log.error('sitting not kept', { cause })
    })
  }

  async function writeNow(): Promise<void> {
    const text = JSON.stringify(now)
    if (text === written) return
    await writeAtomic(file, text)
    written = text
  }

  return {
    before,
    set(change) {
      now = { ...now, ...change }
      timer ??= setTimeout(write, writeAfterMs)
    },
    goesOn() {
      over = false
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      if (!over) write()
      await writing
      if (over)
        await rm(file, { force: true }).catch((cause: unknown) =>
          log.error('sitting not ended', { cause }),
        )
    },
  }
}

async function read(file: string, log: Log): Promise<SetUp> {
  try {
    const bytes = await readIfThere(file)
    return bytes ? v.parse(SetUp, JSON.parse(new TextDecoder().decode(bytes))) : {}
  } catch (cause) {
    log.warn('sitting before not read; a new one begins', { cause })
    return {}
  }
}

/** What of a tempo somebody has set: that of a piece or of another clock is not theirs. */
export function setTempoOf({ source, bpm, meter, piece }: TransportState): Change {
  if (piece !== undefined || !['default', 'player', 'command'].includes(source)) return {}
  return { meter, bpm: source === 'command' ? bpm : undefined }
}

/** Sets everything as it was before. */
export function goOnWith(
  { answering, accompaniment, because = 'start', meter, bpm }: SetUp,
  { transport, accompanying, nowMs }: GoingOn,
): void {
  if (meter) transport.setMeter(meter)
  if (bpm !== undefined) transport.setTempo(bpm, 'command', nowMs)
  if (answering !== undefined) accompanying.conversation.setAnswering(answering)
  if (accompaniment || answering !== undefined) accompanying.set(accompaniment ?? {}, because)
}

type GoingOn = {
  readonly transport: Pick<Transport, 'setMeter' | 'setTempo'>
  readonly accompanying: Pick<Accompanying, 'conversation' | 'set'>
  readonly nowMs: number
}
