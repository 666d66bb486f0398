import { isDeepStrictEqual } from 'node:util'
import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import type { Control } from '#core/rig/description.ts'
import type { Macros as MacroValues, Mapping } from '#core/rig/mapping.ts'
import { withLesson } from '#core/rig/patch-edits.ts'
import type { Patch, Rig } from '#core/rig/rig.ts'
import { type InForce, inForce, type Offer, openScene } from '#core/rig/standing.ts'
import { follow } from '#core/rig/takeover.ts'
import type { Transport as Wire } from '#core/rig/transports.ts'
import type { Accompaniment } from '#core/score/accompaniment.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { Herald } from '../herald.ts'
import { openGlides } from './glides.ts'
import { type HeldNote, heldNotes } from './held-notes.ts'
import { openLearning } from './learning.ts'
import { openMacros } from './macros.ts'
import { ownMapping } from './own-mapping.ts'
import { openPatch } from './patch.ts'
import { type Actions, pressActions, programOf } from './press-actions.ts'
import { findPresses } from './presses.ts'
import { openSceneChanger } from './scene-changer.ts'
import { isValueTarget, openValues, type ValueTarget } from './values.ts'

/** A device that is here now, as far as its controls go. */
export type PresentDevice = Offer & {
  readonly transport: Wire
  /** Those of its description, and those it was heard to have. */
  readonly controls: readonly Control[]
  /** Whether it may turn out to have others. */
  readonly discovers?: boolean
}

export type MapperParts = {
  readonly clock: Clock
  readonly transport: Pick<Transport, 'state' | 'nextBeatMs' | 'nextBarMs'>
  readonly act: Actions
  readonly herald: Pick<Herald, 'state'>
  /** The devices that are here now. */
  readonly present: () => readonly PresentDevice[]
  /** Whether the accompanist answers, and what it does, for a scene to remember. */
  readonly answering: () => boolean
  readonly accompaniment: () => Accompaniment
}

/** What controls do: mappings, takeovers, learning and scenes. */
export type Mapper = Disposable & {
  /** A control moved; the router has had its message, if it was one. */
  moved(event: ControlEvent): void
  /** The device is gone, and what it held. */
  lost(device: string): void
  /** The rig is this one now; edits that are not stored stay. */
  apply(rig: Pick<Rig, 'revision' | 'patch'>): void
  macros(): MacroValues
  /** Does the commands about mappings, roles, scenes and macros that come over this bus. */
  own(bus: Bus): Promise<void>
}

export function openMapper(parts: MapperParts): Mapper {
  const { clock, transport, act, herald, present } = parts
  const last = new Map<string, ControlEvent>()
  const presses = findPresses()
  const held = heldNotes(act.note)
  const glides = openGlides(clock)
  const macros = openMacros({
    ...{ clock, glides, turned: act.macro },
    say: (state) => herald.state('macros', state),
  })
  const values = openValues({ clock, macros, glides, transport, tempo: act.tempo })
  const patch = openPatch({ say: (state) => herald.state('patch', state) })
  const scenes = openSceneChanger({ clock, transport, apply: enterScene })
  const learning = openLearning({
    say: (state) => herald.state('learning', state),
    learn(lesson) {
      const learnt = withLesson(patch.now(), lesson)
      edit(learnt.patch)
      return learnt.mapping
    },
  })

  function edit(next: Patch): void {
    patch.edit(next)
    held.keep(isInForce)
  }

  const isInForce = ({ device, control, mapping }: HeldNote): boolean =>
    inForce(patch.now(), present(), { device, control }).mappings.some((one) =>
      isDeepStrictEqual(one, mapping),
    )

  const releaseScene = (): void => held.keep(({ scene }) => scene === undefined)

  function enterScene(scene: string): void {
    // It may have been removed while it waited for its bar.
    if (!patch.now().scenes.some(({ id }) => id === scene)) return
    releaseScene()
    edit({ ...patch.now(), scene })
    settle()
  }

  /** The settings of the open scene become those of the playing. */
  function settle(): void {
    const { macros: set, bpm, answering, accompaniment } = openScene(patch.now()) ?? {}
    const stands = macros.values()
    set?.forEach((value, i) => {
      // A scene knows where a macro stood, not whether anybody had turned it.
      if (value !== stands[i] || macros.goal(i + 1) !== undefined) macros.turn(i + 1, value)
    })
    if (bpm !== undefined) act.tempo(bpm)
    if (answering !== undefined) act.answering(answering)
    if (accompaniment) act.accompany(accompaniment)
  }

  /** The scene after the one that is open or about to be; the first one after the last. */
  function nextScene(): string | undefined {
    const { scenes: all, scene } = patch.now()
    const at = all.findIndex(({ id }) => id === (scenes.waiting() ?? scene))
    return all[(at + 1) % all.length]?.id
  }

  const does = pressActions({ act, held, open: openNow, scene: () => patch.now().scene })

  /** Opens the scene of that name or number in the set list, or the next one, where there is one. */
  function openNow(wanted: string | number | undefined): void {
    const all = patch.now().scenes
    const scene = typeof wanted === 'number' ? all[wanted]?.id : (wanted ?? nextScene())
    if (scene !== undefined && all.some(({ id }) => id === scene)) scenes.open(scene, 'now')
  }

  function turn(mapping: Mapping, to: ValueTarget, { event, from, steps }: Movement): void {
    if (event.kind === 'trigger' && event.value === 0) return
    const usual = event.kind !== 'continuous' ? 'jump' : steps === undefined ? 'pickup' : 'relative'
    const takeover = mapping.takeover ?? usual
    const goal = values.goal(to)
    const value = follow({ ...mapping, takeover }, { from, to: event.value, target: goal, steps })
    // A board that starts says where its knobs stand: one at 0 has turned nothing that begins there.
    if (from === undefined && goal === undefined && value === 0) return
    if (value !== undefined && value !== goal) values.turn(to, value, mapping.slewMs ?? 0)
  }

  /** What a control does; all program changes together are the control `program` of their device. */
  function mappingsOf(
    { device, control: id }: ControlEvent,
    control: Control | undefined,
  ): InForce {
    const found = inForce(patch.now(), present(), { device, control: id })
    if (found.mappings.length > 0 || programOf(control) === undefined) return found
    return inForce(patch.now(), present(), { device, control: 'program' })
  }

  function fire(movement: Movement, pressed: boolean): void {
    const { by, mappings } = mappingsOf(movement.event, movement.control)
    for (const mapping of mappings) {
      if (isValueTarget(mapping.do)) turn(mapping, mapping.do, movement)
      else if (pressed) does[mapping.do]({ mapping, by, ...movement })
    }
  }

  return {
    moved(event) {
      const key = `${event.device}/${event.control}`
      const before = last.get(key)
      last.set(key, event)
      const device = present().find(({ id }) => id === event.device)
      const control = device?.controls.find(({ id }) => id === event.control)
      const steps = stepsOf(event, before, control)
      const pressed = presses.of(event, device?.transport)
      if (pressed === 'release') held.lift(event.device, event.control)
      const isLesson = learning.armed()
      learning.moved(event, steps, device !== undefined && selfMoving.has(device.transport))
      if (!isLesson) fire({ event, control, from: before?.value, steps }, pressed === 'press')
    },
    lost(device) {
      held.lift(device)
      presses.forget(device)
      for (const key of last.keys()) if (key.startsWith(`${device}/`)) last.delete(key)
    },
    apply(rig) {
      const { scene } = patch.now()
      if (!patch.apply(rig)) return
      scenes.drop()
      held.keep(isInForce)
      if (patch.now().scene === scene) return
      releaseScene()
      settle()
    },
    macros: macros.values,
    own: (bus) =>
      ownMapping(bus, {
        ...{ patch, learning, macros, scenes, nextScene, edit, present },
        settings: () => ({
          macros: [...macros.values()],
          bpm: transport.state().bpm,
          answering: parts.answering(),
          accompaniment: parts.accompaniment(),
        }),
      }),
    [Symbol.dispose]() {
      scenes[Symbol.dispose]()
      glides[Symbol.dispose]()
      held.keep(() => false)
      values[Symbol.dispose]()
      macros[Symbol.dispose]()
    },
  }
}

type Movement = {
  readonly event: ControlEvent
  readonly control: Control | undefined
  /** Where the control was before, 0 to 1. */
  readonly from: number | undefined
  /** Of an endless encoder. */
  readonly steps: number | undefined
}

/** How far an endless encoder went; its raw value counts steps. */
function stepsOf(
  event: ControlEvent,
  before: ControlEvent | undefined,
  control: Control | undefined,
): number | undefined {
  const isEndless = control?.kind === 'continuous' && 'relative' in control.from
  return isEndless ? event.raw - (before?.raw ?? event.raw) : undefined
}

/** Cars, GPS and sensors in rooms move all the time, and by nobody's hand. */
const selfMoving: ReadonlySet<Wire> = new Set(['elm327', 'nmea', 'mqtt'])
