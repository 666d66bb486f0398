import type { Patch } from '#core/rig/rig.ts'
import { inForce } from '#core/rig/standing.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { choice, flag, name } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { pattern } from '../words.ts'

export const deviceIn = nodeKind({
  type: 'rigsong-device-in',
  label: 'device in',
  group: 'in',
  icon: 'fa-sliders',
  says: 'Knobs, pads, switches and sensors of the hub, as they move.',
  gives: [
    {
      label: 'moved',
      says: '`msg.payload` is the value, `msg.device` and `msg.control` say whose, `msg.pressed` whether it is down, `msg.event` is all of it; `msg.topic` is `device/control`.',
    },
  ],
  example:
    'Device empty, control `pad-*`, sends “when pressed”: one message for each pad that is struck, on whichever box has pads. Wire it to a generate node, and every pad makes a piece.',
  fields: {
    device: name({
      label: 'Device',
      from: 'devices',
      note: 'Empty is any; * stands for anything, a comma for or.',
    }),
    control: name({ label: 'Control', from: 'controls', note: 'Such as pad-*, button-1.' }),
    kind: choice({
      label: 'Kind',
      fallback: 'any',
      of: { any: 'any', trigger: 'struck', continuous: 'turned or sensed', state: 'on or off' },
    }),
    when: choice({
      label: 'Sends',
      fallback: 'moved',
      of: { moved: 'whenever it moves', pressed: 'when pressed', released: 'when let go of' },
    }),
    payload: choice({
      label: 'Value',
      fallback: 'value',
      of: { value: '0 to 1', raw: 'in the unit of the sensor' },
    }),
    simulated: flag({
      label: 'Simulated',
      fallback: true,
      note: 'Devices that are simulated count too.',
    }),
    free: flag({
      label: 'Free only',
      fallback: false,
      note: 'Not what a mapping of the rig or of the open scene gives something to do.',
    }),
  },
  needsHub: true,
  start(stage) {
    const { values } = stage
    const [isDevice, isControl] = [pattern(values.device), pattern(values.control)]
    const pretending = new Set<string>()
    const wasDown = new Map<string, boolean>()
    if (!values.simulated)
      stage.hear('device', ({ payload }) => {
        if (payload.simulated) pretending.add(payload.device)
        else pretending.delete(payload.device)
      })

    let patch: Patch | undefined
    if (values.free)
      stage.hear('patch', ({ payload }) => {
        patch = payload.patch
      })
    const isTaken = (event: ControlEvent): boolean =>
      patch !== undefined && inForce(patch, [], event).mappings.length > 0

    const isMeant = (event: ControlEvent): boolean =>
      isDevice(event.device) &&
      isControl(event.control) &&
      (values.kind === 'any' || values.kind === event.kind) &&
      !pretending.has(event.device) &&
      !isTaken(event)

    /** What was struck anew counts again, also where nothing said that it was let go of. */
    const passes = ({ kind, lost }: ControlEvent, where: string, pressed: boolean): boolean => {
      const before = wasDown.get(where) ?? false
      wasDown.set(where, pressed)
      if (values.when === 'moved') return true
      // Of what went with its device nobody let go.
      if (values.when === 'released') return before && !pressed && !lost
      return pressed && (!before || kind === 'trigger')
    }

    stage.hear('control', ({ payload: event }) => {
      if (!isMeant(event)) return
      const where = `${event.device}/${event.control}`
      const pressed = event.kind === 'trigger' ? event.value > 0 : event.value >= 0.5
      stage.tell('fine', `${where} ${shown(event)}`)
      if (!passes(event, where, pressed)) return
      stage.emit({
        topic: where,
        payload: values.payload === 'raw' ? event.raw : event.value,
        ...{ device: event.device, control: event.control, pressed, event },
      })
    })
    return undefined
  },
})

const shown = ({ raw, unit, value }: ControlEvent): string =>
  unit === undefined ? value.toFixed(2) : `${Number(raw.toFixed(1))} ${unit}`
