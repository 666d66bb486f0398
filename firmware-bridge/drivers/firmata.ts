import type { ControlOf } from '#core/rig/description.ts'
import type { OpenDriver } from '../driver.ts'
import type { FirmataBoard, FirmataPins } from '../firmata/board.ts'
import { type FirstEdge, firstEdge } from '../firmata/first-edge.ts'
import { outlet } from '../firmata/outlet.ts'
import { samplingMs } from '../firmata/sampling.ts'
import { keepPort } from '../keep-port.ts'
import { isSensed, type Sensed } from '../sensed.ts'
import { openBoard } from '../transports/johnny-five/open-board.ts'

type Output = Extract<ControlOf<'firmata'>, { kind: 'output' }>
type Read = Pick<Sensed<'firmata'>, 'id' | 'from'>
type Write = (value: number) => void

const usualBaud = 57_600
const pingMs = 2000
const usualSilentMs = 5000
/** How long we wait at the end for the board to say that it has got everything. */
const farewellMs = 300

/** Keeps a board with StandardFirmata open, by johnny-five. */
export const openFirmata: OpenDriver<'firmata'> = ({ place, description }, ears, world) => {
  const sensed = description.controls.filter(isSensed)
  const outputs = new Map(description.controls.filter(isOutput).map((one) => [one.id, one]))
  const edges = new Map(sensed.filter(isContact).map((one) => [one.id, edgeOf(one)]))
  /** What each output was told last, for a board that forgets. */
  const told = new Map<string, number>()
  const out = outlet(world.clock, (id, value) => write(id, value))
  let board: FirmataBoard | undefined
  let pins: FirmataPins | undefined
  let writers = new Map<string, Write>()
  let gone = false
  let life = new AbortController()

  function edgeOf({ id, kind }: Sensed<'firmata'>): FirstEdge {
    return firstEdge((closed, first) => {
      // A button that is found held down was not struck.
      if (!first || kind === 'state') ears.moved(id, closed ? 1 : 0, world.clock.now())
    })
  }

  /** Tells a board, new or anew, what is to be read and where its outputs stand. */
  function wire(on: FirmataPins): void {
    const axes = new Map<string, (value: number) => void>()
    writers = new Map()
    on.sampleEvery(samplingMs(sensed))
    for (const { id, from } of sensed) {
      const hear = changesOf((value) => ears.moved(id, value, world.clock.now()))
      if ('imu' in from) axes.set(from.axis, hear)
      else attempt(() => read(on, { id, from }, hear))
    }
    if (axes.size > 0) attempt(() => on.motion((axis, value) => axes.get(axis)?.(value)))
    for (const [id, value] of told) out.set(id, value)
  }

  /** What this board cannot do is said; the rest of it plays. */
  function attempt(what: () => void): void {
    try {
      what()
    } catch (error) {
      ears.fault(error instanceof Error ? error.message : String(error))
    }
  }

  function read(on: FirmataPins, { id, from }: Read, hear: (value: number) => void): void {
    if ('imu' in from) return
    if ('proximity' in from) {
      on.distance(from.proximity, from.analog, hear)
    } else if ('analog' in from) {
      on.analog(from.analog, hear)
    } else {
      const { digital, pullup = false } = from
      on.digital(digital, pullup, (high) => edges.get(id)?.level(high !== pullup))
    }
  }

  function write(id: string, value: number): void {
    if (!pins || gone) return
    attempt(() => {
      // A servo moves as soon as it is one, so it becomes one when there is somewhere to go.
      const writer = writers.get(id) ?? writerOf(outputs.get(id)!, pins!)
      writers.set(id, writer)
      writer(value)
    })
  }

  /** It has forgotten everything but is still there: a flat battery, a loose wire, its button. */
  async function again(opened: FirmataBoard): Promise<void> {
    ears.fault('the board started anew by itself')
    pins = undefined
    const { signal } = life
    try {
      // Once more where it did so again while it was asked.
      pins = await opened.identify(signal).catch(() => opened.identify(signal))
      wire(pins)
    } catch {
      if (!signal.aborted) kept.reportLoss('the board started anew and did not come back')
    }
  }

  async function sayFarewell(): Promise<void> {
    out.clear()
    for (const id of told.keys()) write(id, outputs.get(id)!.safe ?? 0)
    const waited = Promise.withResolvers<void>()
    const timer = setTimeout(waited.resolve, farewellMs)
    await Promise.race([board?.ask(), waited.promise])
    clearTimeout(timer)
  }

  const kept = keepPort<FirmataBoard>({
    place,
    presence: world.presence,
    random: world.random,
    open(port, { heard, lost }) {
      gone = false
      return openBoard(port.path!, description.baud ?? usualBaud, {
        heard,
        lost(why) {
          gone = true
          return lost(why)
        },
        restarted: () => void (board && again(board)),
        fault: ears.fault,
      })
    },
    async identify(opened, signal) {
      pins = await opened.identify(signal)
    },
    opened(opened) {
      board = opened
      life = new AbortController()
      wire(pins!)
      ears.opened()
    },
    async closing() {
      life.abort()
      await ears.closing()
      if (!gone) await sayFarewell()
      out.clear()
      told.clear()
      for (const edge of edges.values()) edge.forget()
      board = undefined
      pins = undefined
    },
    changed: ears.changed,
    silentMs: description.silentMs ?? usualSilentMs,
    pingMs,
    ping: (opened) => void opened.ask(),
  })

  return {
    status: kept.status,
    reportLoss: kept.reportLoss,
    lend: kept.lend,
    set(output, value) {
      if (!board || !outputs.has(output)) return
      told.set(output, value)
      out.set(output, value)
    },
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  }
}

const isOutput = (control: ControlOf<'firmata'>): control is Output => control.kind === 'output'
const isContact = ({ from }: Sensed<'firmata'>): boolean => 'digital' in from

/** Passes on what is a number and another one than before: a board repeats itself. */
function changesOf(hear: (value: number) => void): (value: number) => void {
  let last: number | undefined
  return (value) => {
    if (value === last || !Number.isFinite(value)) return
    last = value
    hear(value)
  }
}

function writerOf({ to }: Output, pins: FirmataPins): Write {
  if ('servo' in to) {
    const turn = pins.servo(to.servo)
    return (value) => turn(value * 180)
  }
  if ('pwm' in to) return pins.dimmer(to.pwm)
  const light = pins.light(to.digital)
  return (value) => light(value >= 0.5)
}
