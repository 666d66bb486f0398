import type { Clock } from '#core/clock.ts'
import { controlValue, rawRange } from '#core/rig/control-value.ts'
import type { Control } from '#core/rig/description.ts'
import type { ControlEvent } from '#core/score/control-event.ts'

/** A movement as it is passed on; `seq` counts the triggers and states of one device, from 1. */
export type Reading = Omit<ControlEvent, 'device'>

/** The two lanes of a device: what must all arrive, and what only has to arrive in the end. */
export type Lanes = {
  /** A control has this raw value since `atMs`; what is no number or no control is passed over. */
  moved(control: string, raw: number, atMs: number): void
  /** Delivers what still waits, as before the device is taken for gone. */
  flush(): void
  /** The same, and nothing comes after it. */
  close(): void
}

export type LanesParts = {
  readonly controls: (id: string) => Control | undefined
  readonly clock: Clock
  /** Called in the order in which things count: a trigger is never behind a knob that waits. */
  readonly deliver: (reading: Reading) => void
}

type Continuous = Extract<Control, { kind: 'continuous' }>
type Struck = Extract<Control, { kind: 'trigger' | 'state' }>

/** Where a knob is: what was said of it last, and what waits to be said. */
type Knob = {
  readonly control: Continuous
  said: { readonly raw: number; readonly value: number; readonly atMs: number }
  /** When it last moved by more than its deadband. */
  countedAtMs: number
  waiting?: { readonly raw: number; readonly atMs: number; readonly dueMs: number }
  timer?: { readonly dueMs: number; readonly timeout: NodeJS.Timeout }
}

const usualRateHz = 100
const usualDeadband = 0.004
/** A hand that slows down goes less than the deadband between two readings: that is still moving. */
const movingMs = 250
/** It stopped when nothing more came for so long; with the rate this makes 20 ms at most. */
const stoppedMs = 10
/** Less than the deadband out of rest is noise of a sensor, or the smallest touch: said when it is over. */
const stillMs = 200

/**
 * Triggers and states at once, all of them, in order, numbered. Continuous controls by what they moved
 * (`deadband`), then the latest only, `rateHz` times a second at most; and always where they stopped:
 * 20 ms after it, or at their next turn where `rateHz` is below 50.
 */
export function openLanes({ controls, clock, deliver }: LanesParts): Lanes {
  const knobs = new Map<string, Knob>()
  const states = new Map<string, number>()
  let seq = 0
  let closed = false

  function strike(control: Struck, raw: number, atMs: number): void {
    const value = controlValue(control, raw)
    // Boards say how their switches stand whenever they are asked: that is no change.
    if (control.kind === 'state' && states.get(control.id) === value) return
    if (control.kind === 'state') states.set(control.id, value)
    seq += 1
    deliver({ ...reading(control, raw, value, atMs), seq })
  }

  function turn(control: Continuous, raw: number, atMs: number): void {
    const nowMs = clock.now()
    const knob = knobs.get(control.id)
    if (knob?.control !== control) begin(control, raw, atMs, nowMs)
    else if (raw === knob.said.raw && knob.waiting === undefined) return
    else follow(knob, raw, atMs, nowMs)
  }

  function begin(control: Continuous, raw: number, atMs: number, nowMs: number): void {
    clearTimeout(knobs.get(control.id)?.timer?.timeout)
    const value = valueAfter(control, raw)
    knobs.set(control.id, { control, said: { raw, value, atMs: nowMs }, countedAtMs: nowMs })
    deliver(reading(control, raw, value, atMs))
  }

  function follow(knob: Knob, raw: number, atMs: number, nowMs: number): void {
    const { deadband = isEndless(knob.control) ? 0 : usualDeadband } = knob.control
    const isMore = wayBetween(knob.control, raw, knob.said) >= deadband
    if (isMore) knob.countedAtMs = nowMs
    const isMoving = nowMs - knob.countedAtMs < movingMs
    const restMs = isMore ? 0 : isMoving ? stoppedMs : stillMs
    const dueMs = Math.max(nowMs + restMs, nextTurnMs(knob))
    knob.waiting = { raw, atMs, dueMs }
    wait(knob, nowMs)
  }

  function wait(knob: Knob, nowMs: number): void {
    const { dueMs } = knob.waiting!
    if (dueMs <= nowMs) say(knob, nowMs)
    // A timer that is too early looks again when it is there: cheaper than a new one a movement.
    else if (!knob.timer || knob.timer.dueMs > dueMs) {
      clearTimeout(knob.timer?.timeout)
      const timeout = setTimeout(() => look(knob), Math.ceil(dueMs - nowMs))
      knob.timer = { dueMs, timeout }
    }
  }

  function look(knob: Knob): void {
    delete knob.timer
    if (knob.waiting) wait(knob, clock.now())
  }

  function say(knob: Knob, nowMs: number): void {
    const { raw, atMs } = knob.waiting!
    delete knob.waiting
    // It came back to where it was.
    if (raw === knob.said.raw) return
    const value = valueAfter(knob.control, raw, knob.said)
    knob.said = { raw, value, atMs: nowMs }
    deliver(reading(knob.control, raw, value, atMs))
  }

  function flush(): void {
    for (const knob of knobs.values()) {
      clearTimeout(knob.timer?.timeout)
      delete knob.timer
      if (knob.waiting) say(knob, clock.now())
    }
  }

  return {
    moved(id, raw, atMs) {
      const control = closed || !Number.isFinite(raw) ? undefined : controls(id)
      if (control?.kind === 'continuous') turn(control, raw, atMs)
      if (control?.kind === 'trigger' || control?.kind === 'state') strike(control, raw, atMs)
    },
    flush,
    close() {
      closed = true
      flush()
    },
  }
}

const isEndless = ({ from }: Continuous): boolean =>
  'relative' in from && from.relative !== undefined

/**
 * The value at a raw value. An endless encoder has no ends: its raw value counts steps, and its value
 * begins in the middle and goes on from where it was, so that no way has to be turned back.
 */
function valueAfter(
  control: Continuous,
  raw: number,
  said: Pick<Knob['said'], 'raw' | 'value'> = { raw: 0, value: 0.5 },
): number {
  if (!isEndless(control)) return controlValue(control, raw)
  const [first, last] = rawRange(control)
  return Math.min(1, Math.max(0, said.value + (raw - said.raw) / (last - first)))
}

/** How far it moved since, of 1. An endless encoder moves on also where its value is at an end. */
function wayBetween(control: Continuous, raw: number, said: Knob['said']): number {
  if (!isEndless(control)) return Math.abs(controlValue(control, raw) - said.value)
  const [first, last] = rawRange(control)
  return Math.abs((raw - said.raw) / (last - first))
}

const nextTurnMs = ({ control: { rateHz = usualRateHz }, said }: Knob): number =>
  said.atMs + 1000 / rateHz

const reading = (
  control: Continuous | Struck,
  raw: number,
  value: number,
  atMs: number,
): Reading => ({
  ...{ control: control.id, kind: control.kind, value, raw, atMs },
  ...(control.unit !== undefined && { unit: control.unit }),
})
