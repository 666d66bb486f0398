import { encodeMidi, isNoteOff } from '#core/midi/codec.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { Control, ControlOf, DeviceDescription } from '#core/rig/description.ts'
import { type Parameter, parameterReader } from './parameters.ts'
import { type WholeValue, wholeValue } from './whole-value.ts'

/** What the controls of a MIDI device say, and what its lights are told. */
export type MidiControls = {
  /** Tells which controls this message moved. Never throws; what means nothing is passed over. */
  read(message: MidiMessage, moved: Moved): void
  /** A control that was described or, where the description says so, discovered. */
  control(id: string): Control | undefined
  /** The message that sets an output, 0 to 1; undefined where there is no such output. */
  outputBytes(output: string, value: number): Uint8Array | undefined
  /** The line broke: halves of values that waited are forgotten. */
  reset(): void
}

/**
 * `raw` in the control's own unit: 0 to 127 (0 of a note that is let go), 0 to 16,383 of two halves,
 * -8192 to 8191 of a bend, steps counted from the start of an endless encoder, bytes of a SysEx.
 */
export type Moved = (control: string, raw: number) => void

type MidiControl = ControlOf<'usb-midi'>
type Sensed = Exclude<MidiControl, { kind: 'output' }>
type From = Sensed['from']
type ControlChange = Extract<MidiMessage, { type: 'control-change' }>

/** A device that says more different things than this is no surface of knobs. */
const mostDiscovered = 128
/** From here on controllers are channel modes, such as all-notes-off. */
const firstMode = 120

/**
 * Reads the MIDI of a device by its description. Where that says `discover`, a controller that nobody
 * described becomes the control cc-74, a parameter nrpn-300, a program program-5 (numbers as on the wire,
 * from 0); on other channels than the first cc-74-ch-2, so that its name never depends on what came
 * first. Notes that nobody described are keys and make no controls.
 */
export function midiControls(description: DeviceDescription): MidiControls {
  const isMidi = description.transport === 'usb-midi' || description.transport === 'din'
  const all: readonly MidiControl[] = isMidi ? description.controls : []
  const byId = new Map<string, MidiControl>(all.map((control) => [control.id, control]))
  const byWire = Map.groupBy(all.filter(isSensed), ({ from }) => wireOf(from))
  const parameters = parameterReader()
  const wholes = new Map<string, WholeValue>()
  const steps = new Map<string, number>()
  let discovered = 0

  function discover(id: string, control: Pick<Sensed, 'kind' | 'from'>, channel: number): Sensed[] {
    if (!description.discover) return []
    const name = channel === 0 ? id : `${id}-ch-${channel + 1}`
    const known = byId.get(name)
    if (known) return isSensed(known) ? [known] : []
    if (discovered >= mostDiscovered) return []
    discovered += 1
    const made = { ...control, id: name } as Sensed
    byId.set(name, made)
    return [made]
  }

  const describedAs = (wire: string, channel: number): readonly Sensed[] =>
    (byWire.get(wire) ?? []).filter(({ from }) => isOn(from, channel))

  function wholeOf(key: string): WholeValue {
    const whole = wholes.get(key) ?? wholeValue()
    wholes.set(key, whole)
    return whole
  }

  function readController({ channel, controller, value }: ControlChange, moved: Moved): void {
    const parameter = parameters.read(channel, controller, value)
    if (parameter === 'choice') return
    if (parameter) readParameter({ ...parameter, channel, value }, moved)
    else if (!readDescribed(channel, controller, value, moved) && controller < firstMode)
      for (const { id } of discover(
        `cc-${controller}`,
        knob({ cc: controller, ch: channel + 1 }),
        channel,
      ))
        moved(id, value)
  }

  function readParameter(
    { of, half, channel, value }: ParameterValue & { channel: number; value: number },
    moved: Moved,
  ): void {
    const { space, number } = of
    const raw = wholeOf(`${space} ${number} ${channel}`)[half](value)
    if (raw === undefined) return
    const described = describedAs(`${space} ${number}`, channel)
    if (described.length > 0) tell(described, raw, moved)
    // Registered parameters set a synth up, such as the range of its bend: they are no knobs.
    else if (space === 'nrpn')
      tell(discover(`nrpn-${number}`, knob({ nrpn: number, ch: channel + 1 }), channel), raw, moved)
  }

  /** False where no control is described that has to do with this controller. */
  function readDescribed(
    channel: number,
    controller: number,
    value: number,
    moved: Moved,
  ): boolean {
    const coarse = describedAs(`cc ${controller}`, channel)
    const fine = describedAs(`cc ${controller - 32}`, channel).filter(({ from }) => isWide(from))
    for (const { id, from } of coarse) {
      if ('relative' in from && from.relative) turn(id, stepsIn[from.relative](value), moved)
      else if (isWide(from)) say(id, wholeOf(`${id} ${channel}`).coarse(value), moved)
      else moved(id, value)
    }
    for (const { id } of fine) say(id, wholeOf(`${id} ${channel}`).fine(value), moved)
    return coarse.length > 0 || fine.length > 0
  }

  function turn(id: string, by: number, moved: Moved): void {
    if (by === 0) return
    const at = (steps.get(id) ?? 0) + by
    steps.set(id, at)
    moved(id, at)
  }

  /** Pressed, and at once let go: a program change has no end. A state holds until another comes. */
  function readProgram(channel: number, program: number, moved: Moved): void {
    for (const { id, kind, from } of all.filter(isSensed))
      if (kind === 'state' && 'program' in from && from.program !== program && isOn(from, channel))
        moved(id, 0)
    const described = describedAs(`program ${program}`, channel)
    const made: Pick<Sensed, 'kind' | 'from'> = {
      kind: 'trigger',
      from: { program, ch: channel + 1 },
    }
    for (const { id, kind } of described.length > 0
      ? described
      : discover(`program-${program}`, made, channel)) {
      moved(id, 1)
      if (kind === 'trigger') moved(id, 0)
    }
  }

  const tell = (controls: readonly Sensed[], raw: number, moved: Moved): void => {
    for (const { id } of controls) moved(id, raw)
  }

  function read(message: MidiMessage, moved: Moved): void {
    switch (message.type) {
      case 'note-on':
      case 'note-off':
        tell(
          describedAs(`note ${message.pitch}`, message.channel),
          isNoteOff(message) ? 0 : message.velocity,
          moved,
        )
        return
      case 'control-change':
        readController(message, moved)
        return
      case 'program-change':
        readProgram(message.channel, message.program, moved)
        return
      case 'channel-pressure':
        tell(describedAs('pressure', message.channel), message.pressure, moved)
        return
      case 'pitch-bend':
        tell(describedAs('bend', message.channel), message.bend, moved)
        return
      case 'sysex':
        tell(byWire.get('sysex') ?? [], message.bytes.length, moved)
        return
      case 'poly-pressure':
      case 'quarter-frame':
      case 'song-position':
      case 'song-select':
      case 'tune-request':
      case 'clock':
      case 'start':
      case 'continue':
      case 'stop':
      case 'active-sensing':
      case 'reset':
        return
    }
  }

  return {
    read,
    control: (id) => byId.get(id),
    outputBytes(id, value) {
      const output = byId.get(id)
      return output?.kind === 'output' ? bytesOf(output.to, value) : undefined
    },
    reset() {
      parameters.reset()
      for (const whole of wholes.values()) whole.forget()
    },
  }
}

type ParameterValue = { readonly of: Parameter; readonly half: 'coarse' | 'fine' }
type To = Extract<MidiControl, { kind: 'output' }>['to']

const isSensed = (control: MidiControl): control is Sensed => control.kind !== 'output'
const isOn = (from: From, channel: number): boolean =>
  !('ch' in from) || from.ch === undefined || from.ch === channel + 1
const isWide = (from: From): boolean => 'bits' in from && from.bits === 14
const knob = (from: From): Pick<Sensed, 'kind' | 'from'> => ({ kind: 'continuous', from })
const say = (id: string, raw: number | undefined, moved: Moved): void => {
  if (raw !== undefined) moved(id, raw)
}

/** What a control is read from, but for its channel, as one word: 'cc 74', 'bend'. */
function wireOf(from: From): string {
  if ('note' in from) return `note ${from.note}`
  if ('cc' in from) return `cc ${from.cc}`
  if ('rpn' in from) return `rpn ${from.rpn}`
  if ('nrpn' in from) return `nrpn ${from.nrpn}`
  if ('program' in from) return `program ${from.program}`
  if ('bend' in from) return 'bend'
  return 'pressure' in from ? 'pressure' : 'sysex'
}

/** How endless encoders say a step, signed; clockwise is above 0. */
const stepsIn = {
  'twos-complement': (value: number) => (value < 64 ? value : value - 128),
  'binary-offset': (value: number) => value - 64,
  'sign-bit': (value: number) => (value < 64 ? value : 64 - value),
} as const

function bytesOf(to: To, value: number): Uint8Array {
  const [off, on] = to.values ?? [0, 127]
  const amount = Math.round(off + (on - off) * Math.min(1, Math.max(0, value || 0)))
  const channel = to.ch - 1
  return encodeMidi(
    'note' in to
      ? { type: 'note-on', channel, pitch: to.note, velocity: amount }
      : { type: 'control-change', channel, controller: to.cc, value: amount },
  )
}
