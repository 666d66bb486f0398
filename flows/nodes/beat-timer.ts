import type { Payload } from '#core/bus/topics.ts'
import { type Every, type Grid, type Line, nextLine } from './logic/beat-grid.ts'
import type { Stage } from './stage.ts'

type Transport = Payload<'transport'>

/** Where a line of the grid lies now, and a call at each. */
export type BeatTimer = {
  /** How the transport stands, once the hub has told. */
  transport(): Transport | undefined
  /** Calls at each line from now on, until it is disposed of. */
  each(line: (line: Line, transport: Transport) => void): Disposable
}

/** A foreign machine's clock is told from the last so many events. */
const offsetsKept = 64

/**
 * Follows the transport of the hub, also where it changes between two lines: no line comes twice, and
 * none that was missed comes late.
 */
export function beatTimer(stage: Stage, every: Every): BeatTimer {
  const hubNow = hubClockOf(stage, () => arm())
  const hearers = new Set<(line: Line, transport: Transport) => void>()
  let transport: Transport | undefined
  let timer: Disposable | undefined
  let reached: number | undefined

  function arm(): void {
    timer?.[Symbol.dispose]()
    timer = undefined
    const nowMs = hubNow()
    if (!transport || nowMs === undefined || hearers.size === 0) return
    const line = nextLine(transport, every, nowMs)
    timer = stage.after(line.atMs - nowMs, () => reach(line))
  }

  function reach(line: Line): void {
    // A clock that is corrected by a hair comes to the same line again.
    if (transport && line.number !== reached) for (const hear of [...hearers]) hear(line, transport)
    reached = line.number
    arm()
  }

  stage.hear('transport', ({ payload }) => {
    const moved = !transport || !isSameGrid(transport, payload)
    transport = payload
    if (!moved) return
    reached = undefined
    arm()
  })

  return {
    transport: () => transport,
    each(hear) {
      hearers.add(hear)
      if (!timer) arm()
      return { [Symbol.dispose]: () => void hearers.delete(hear) }
    },
  }
}

const isSameGrid = (one: Grid, other: Grid): boolean =>
  one.bpm === other.bpm &&
  one.originMs === other.originMs &&
  one.originBeat === other.originBeat &&
  one.meter.beats === other.meter.beats &&
  one.meter.unit === other.meter.unit

/**
 * The hub's clock as seen from here. On its own machine it is ours; elsewhere it is known as soon as
 * something was played: the event that came fastest says best how far the clocks are apart.
 */
function hubClockOf(stage: Stage, known: () => void): () => number | undefined {
  if (stage.sameMachine) return () => stage.clock.now()
  const offsets: number[] = []
  const hear = (atMs: number): void => {
    const best = Math.min(...offsets)
    const offset = stage.clock.now() - atMs
    offsets.push(offset)
    if (offsets.length > offsetsKept) offsets.shift()
    if (offset < best) known()
  }
  stage.hear('midi', ({ payload }) => hear(payload.atMs))
  stage.hear('control', ({ payload }) => hear(payload.atMs))
  stage.tell('waiting', 'until something is played')
  return () => (offsets.length === 0 ? undefined : stage.clock.now() - Math.min(...offsets))
}
