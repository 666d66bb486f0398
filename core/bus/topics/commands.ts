import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { leaders } from '#core/rig/clock-choice.ts'
import { MacroNumber, Mapping, takeovers, targetNames } from '#core/rig/mapping.ts'
import { Role } from '#core/rig/roles.ts'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { AccompanimentChange } from '#core/score/accompaniment.ts'
import { Role as PartRole, PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import { Title } from '#core/score/title.ts'
import { Bars, Seed } from '#core/score/variation.ts'
import { command, Id, line } from './line.ts'

/**
 * How long the answer may wait for the plan of a provider; 0 asks nobody. Left out, the piece comes at
 * once and a better plan of it later, as a piece of its own.
 */
export const PlanWithinMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60_000))

/** What is to be done, one line each, with the process that does it. */
export const commands = {
  'command-midi': {
    ...line('command', 0, false, {
      path: 'command/midi/{device}',
      says: 'raw MIDI bytes of a page or program, played as that device; no reply',
      schema: v.instance(Uint8Array),
    }),
    payload: 'midi',
    owner: 'live',
  },
  generate: command('generate', 'hub', 'compose a piece', {
    prompt: v.exactOptional(v.pipe(v.string(), v.maxLength(2000))),
    wish: v.exactOptional(PieceWish),
    spec: v.exactOptional(PieceSpec),
    seed: v.exactOptional(Seed),
    /** The piece or take it grows from. */
    from: v.exactOptional(Id),
    planWithinMs: v.exactOptional(PlanWithinMs),
    /** Of a piece: the parts and the bars (from and to, counted from 1) that are written anew; all else stays. */
    parts: v.exactOptional(v.pipe(v.array(PartRole), v.minLength(1))),
    bars: v.exactOptional(Bars),
  }),
  render: command('render', 'hub', 'make the sound of a piece', {
    piece: Id,
    recipe: v.literal('wav'),
  }),
  play: command('play', 'live', 'play a piece', { piece: Id }),
  stop: command('stop', 'live', 'stop the transport and release its notes', {}),
  panic: command('panic', 'live', 'silence everything now', {}),
  keep: command('keep', 'live', 'keep what was just played as a take', {
    /** How far back; without it, since the last long silence. */
    lastMs: v.exactOptional(v.pipe(v.number(), v.minValue(100), v.maxValue(3_600_000))),
    title: v.exactOptional(Title),
  }),
  learn: command('learn', 'live', 'learn which control does what, until it is disarmed', {
    armed: v.boolean(),
    /** What the control that moves next (or moved last) is to do. */
    target: v.exactOptional(v.picklist(targetNames)),
    args: Mapping.entries.args,
    takeover: v.exactOptional(v.picklist(takeovers)),
  }),
  map: command('map', 'live', 'make a mapping, or change the one of that id', { mapping: Mapping }),
  unmap: command('unmap', 'live', 'take a mapping away; without an id all of them', {
    mapping: v.exactOptional(Slug),
  }),
  bind: command(
    'bind',
    'live',
    'say which control stands for a role; without a device nobody does',
    {
      role: Role,
      device: v.exactOptional(Slug),
      control: v.exactOptional(Slug),
    },
  ),
  scene: command('scene', 'live', 'open a scene, at once or on the beat or bar', {
    /** The next one where left out. */
    scene: v.exactOptional(Slug),
    at: v.exactOptional(v.picklist(['now', 'beat', 'bar'])),
  }),
  'save-scene': command('save-scene', 'live', 'make a scene of how everything stands', {
    name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
  }),
  'remove-scene': command('remove-scene', 'live', 'take a scene away', { scene: Slug }),
  macro: command('macro', 'live', 'turn a macro', {
    macro: MacroNumber,
    value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
  output: command('output', 'live', 'set a light, servo or relay of a device', {
    device: Slug,
    output: Slug,
    value: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
  flash: command('flash', 'live', 'write our firmware to a board; progress comes as event/flash', {
    device: Slug,
    firmware: Slug,
  }),
  record: command('record', 'live', 'write down what goes over the line of a device, or stop it', {
    device: Slug,
    on: v.boolean(),
  }),
  why: command('why', 'live', 'why a phrase of the machine is as it is', {
    /** The last one where left out. */
    phrase: v.exactOptional(Id),
    /** Whether all it was made from comes with it. */
    manifest: v.exactOptional(v.boolean()),
  }),
  store: command('store', 'hub', 'keep mappings, roles and scenes as they are played now', {}),
  say: command('say', 'skills', 'say something to somebody', {
    text: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(1000)),
    /** Where; wherever was spoken last where left out. */
    surface: v.exactOptional(Slug),
    /** The intent it answers. */
    intent: v.exactOptional(Id),
  }),
  publish: command('publish', 'cloud-sync', 'put a piece into the outbox', {
    piece: Id,
    /** Where to; wherever the owner publishes where left out. */
    platform: v.exactOptional(Slug),
    /** It waits there until a person lets it go. */
    draft: v.exactOptional(v.boolean()),
    title: v.exactOptional(Title),
  }),
  set: command('set', 'live', 'change a setting of the playing', {
    bpm: v.exactOptional(Bpm),
    meter: v.exactOptional(Meter),
    answering: v.exactOptional(v.boolean()),
    /** What of it changes; the rest stays. */
    accompaniment: v.exactOptional(AccompanimentChange),
    player: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(40))),
    /** Who leads the tempo. */
    clock: v.exactOptional(v.picklist(leaders)),
    /** The device that leads with `clock: "midi"`; the first one that ticks where left out. */
    clockFrom: v.exactOptional(Slug),
    /** Who is sent our MIDI clock: everybody, nobody or these devices. */
    sendClock: v.exactOptional(v.union([v.boolean(), v.array(Slug)])),
  }),
} as const
