import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { ClockChoice, followStatuses, leaders } from '#core/rig/clock-choice.ts'
import { controlKinds } from '#core/rig/control.ts'
import { deviceStateNames } from '#core/rig/device-status.ts'
import { MacroNumber, Macros, Mapping, takeovers, targetNames } from '#core/rig/mapping.ts'
import { PortName } from '#core/rig/port-name.ts'
import { PresentPort } from '#core/rig/present-port.ts'
import { Patch } from '#core/rig/rig.ts'
import { Role } from '#core/rig/roles.ts'
import { Slug } from '#core/rig/slug.ts'
import { transportNames } from '#core/rig/transports.ts'
import { v } from '#core/schema.ts'
import {
  Accompaniment,
  AccompanimentChange,
  BandNote,
  bandRoles,
} from '#core/score/accompaniment.ts'
import { ControlEvent } from '#core/score/control-event.ts'
import { Phrase } from '#core/score/phrase.ts'
import { Role as PartRole, PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import { Bars, Seed } from '#core/score/variation.ts'

/** The processes of a hub. */
export const processes = ['hub', 'live', 'flows', 'skills', 'cloud-sync'] as const
export type ProcessName = (typeof processes)[number]

/** Safe mode: the flows stand still because they ended the process again and again. */
export const flowsStates = ['starting', 'ready', 'safe-mode'] as const

const Byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))
const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[A-Za-z0-9_-]+$/))
const unit = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

/**
 * How long the answer may wait for the plan of a provider; 0 asks nobody. Left out, the piece comes at
 * once and a better plan of it later, as a piece of its own.
 */
export const PlanWithinMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60_000))

export type TopicKind = 'event' | 'state' | 'command' | 'reply'

type TopicLine<Schema extends v.GenericSchema> = {
  /** Path after `rigsong/{hub}/`, with `{name}` for what varies. */
  readonly path: string
  readonly kind: TopicKind
  readonly qos: 0 | 1
  readonly retained: boolean
  /** 'json' for everything but raw MIDI bytes. */
  readonly payload: 'json' | 'midi'
  readonly schema: Schema
  /** What it says, for the reference. */
  readonly says: string
  /** The process that answers a command. */
  readonly owner?: ProcessName
}

const line = <S extends v.GenericSchema>(
  kind: TopicKind,
  qos: 0 | 1,
  retained: boolean,
  rest: { path: string; schema: S; says: string },
): TopicLine<S> => ({ kind, qos, retained, payload: 'json', ...rest })

/** Late is worse than lost. */
const live = <S extends v.GenericSchema>(path: string, says: string, schema: S) =>
  line('event', 0, false, { path: `event/${path}`, says, schema })
const event = <S extends v.GenericSchema>(path: string, says: string, schema: S) =>
  line('event', 1, false, { path: `event/${path}`, says, schema })
const state = <S extends v.GenericSchema>(path: string, says: string, schema: S) =>
  line('state', 1, true, { path: `state/${path}`, says, schema })

/** Every command carries these beside its own words; `by` is stamped by the broker. */
const commandEntries = {
  id: Id,
  /** `reply/{client}/{id}`, under the sender's own rights; without it nobody is answered. */
  replyTo: v.exactOptional(v.pipe(v.string(), v.regex(/^reply\/[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+$/))),
  by: v.exactOptional(v.string()),
}
const command = <E extends v.ObjectEntries>(
  name: string,
  owner: ProcessName,
  says: string,
  entries: E,
) => ({
  ...line('command', 1, false, {
    path: `command/${name}`,
    says,
    schema: v.object({ ...commandEntries, ...entries }),
  }),
  owner,
})

/** Somebody who plans pieces, and whether they can be asked now. */
const ChainLink = v.object({
  name: v.string(),
  state: v.picklist(['ready', 'open', 'out-of-credit', 'over-cap', 'off']),
  /** When one that is open is tried again, ISO 8601. */
  until: v.exactOptional(v.string()),
  /** What went wrong last, in words. */
  failure: v.exactOptional(v.string()),
  /** US dollars this month, and the most it may be. */
  spentUsd: v.number(),
  capUsd: v.number(),
})
export type ChainLink = Readonly<v.InferOutput<typeof ChainLink>>

/** Every topic of the bus, one line each. Types, checks, AsyncAPI and the docs come from here. */
export const topics = {
  midi: live(
    'midi/{device}',
    'a MIDI message came from a device',
    v.object({
      atMs: v.number(),
      device: Slug,
      bytes: v.array(Byte),
      /** The message in words, such as "note-on C4 100 ch 1". */
      says: v.string(),
    }),
  ),
  control: live('control/{device}/{control}', 'a knob, pad or sensor moved', ControlEvent),
  flashed: event(
    'flash/{device}',
    'how far the writing of firmware is',
    v.object({
      device: Slug,
      /** 0 to 1; 1 is written and checked. */
      done: v.number(),
      /** Why it failed. */
      error: v.exactOptional(v.object({ code: v.string(), message: v.string(), hint: v.string() })),
    }),
  ),
  phrase: event(
    'phrase/{session}',
    'a phrase was played, or is about to sound as an answer',
    Phrase,
  ),
  hearing: live(
    'hearing/{session}',
    'what the accompanist hears now, at most four times a second',
    v.object({
      atMs: v.number(),
      /** The beat of the hands; 0 until they have said one. */
      bpm: v.number(),
      confidence: unit,
      /** Such as 'G minor'. */
      key: v.exactOptional(v.string()),
      chord: v.exactOptional(v.string()),
      energy: unit,
      density: unit,
      brightness: unit,
      syncopation: unit,
      swing: unit,
    }),
  ),
  coming: live(
    'coming/{session}',
    'a bar of the accompaniment that is about to sound; told again where it changes',
    v.object({
      phrase: Id,
      /** Counted from the beginning of the transport's beats. */
      bar: v.number(),
      /** When its bar line sounds, on the clock of the live process, at the tempo of now. */
      atMs: v.number(),
      bpm: Bpm,
      meter: Meter,
      chords: v.array(v.string()),
      /** So many beats of it will not change any more. */
      committedBeats: v.number(),
      parts: v.array(
        v.object({
          role: v.picklist(bandRoles),
          channel: v.number(),
          sound: v.string(),
          notes: v.pipe(v.array(v.omit(BandNote, ['role'])), v.maxLength(96)),
        }),
      ),
    }),
  ),
  take: event(
    'take/{take}',
    'a take was kept',
    v.object({
      take: Id,
      title: v.string(),
      lengthMs: v.number(),
      notes: v.number(),
    }),
  ),
  piece: event(
    'piece/{piece}',
    'a piece came, changed or went',
    v.object({
      piece: Id,
      title: v.string(),
      change: v.picklist(['added', 'changed', 'removed']),
      /** The piece that a better plan was made for; where that plays, this one goes on in its place. */
      upgrades: v.exactOptional(Id),
    }),
  ),

  intent: event(
    'intent/{surface}',
    'something was said there and understood; never the sentence itself',
    v.object({
      id: Id,
      /** Where it was said, such as studio or kitchen. */
      surface: Slug,
      /** What is wanted, such as generate or keep. */
      intent: Slug,
      /** The words of a wish and of the intent, such as { style: 'lofi', bpm: 80 }. */
      slots: v.record(v.string(), v.unknown()),
    }),
  ),

  availability: state(
    'availability/{process}',
    'a process is there or not; its last will',
    v.object({
      process: v.picklist(processes),
      online: v.boolean(),
      version: v.string(),
    }),
  ),
  device: state(
    'device/{device}',
    'what a device is doing',
    v.object({
      device: Slug,
      name: v.string(),
      transport: v.picklist([...transportNames, 'screen']),
      status: v.picklist(deviceStateNames),
      /** Why, and what to do, where it is not live. */
      hint: v.exactOptional(v.string()),
      port: v.exactOptional(PortName),
      /** The description it is read by. */
      description: v.exactOptional(Slug),
      /** What it has, as far as is known. */
      controls: v.exactOptional(
        v.array(
          v.object({
            id: Slug,
            kind: v.picklist(controlKinds),
            title: v.exactOptional(v.string()),
            unit: v.exactOptional(v.string()),
          }),
        ),
      ),
      player: v.string(),
      simulated: v.exactOptional(v.literal(true)),
    }),
  ),
  transport: state(
    'transport',
    'tempo, beat and what plays',
    v.object({
      playing: v.boolean(),
      bpm: Bpm,
      meter: Meter,
      /** On CLOCK_MONOTONIC of the live process, in ms: beat `originBeat` sounds at `originMs`. */
      originMs: v.number(),
      originBeat: v.number(),
      piece: v.exactOptional(Id),
      /** What sets the tempo: nobody yet, the player's hands, a command, a piece or another clock. */
      source: v.picklist(['default', 'player', 'command', 'piece', 'midi-clock', 'link']),
    }),
  ),
  clock: state(
    'clock',
    'who leads the tempo, how well we follow, and who is sent our clock',
    v.object({
      ...ClockChoice.entries,
      status: v.picklist(followStatuses),
      /** The device that is followed now. */
      device: v.exactOptional(Slug),
      /** The leader's tempo, smoothed to be read. */
      bpm: v.exactOptional(v.number()),
      /** How far its ticks scatter: one standard deviation. */
      jitterMs: v.exactOptional(v.number()),
      /** Others of the Link session. */
      peers: v.exactOptional(v.number()),
      /** What falls short, and what to do about it. */
      hint: v.exactOptional(v.string()),
    }),
  ),
  session: state(
    'session',
    'the sitting at the rig',
    v.object({
      session: Id,
      startedAt: v.string(),
      player: v.string(),
      phrases: v.number(),
    }),
  ),
  engine: state(
    'engine',
    'the accompanist',
    v.object({
      provider: v.string(),
      version: v.string(),
      answering: v.boolean(),
      accompaniment: Accompaniment,
      /** The band plays now. */
      bandPlays: v.boolean(),
      lookaheadBeats: v.number(),
      commitBeats: v.number(),
      /** Who plans pieces, in the order they are asked; missing until the hub has said it. */
      chain: v.exactOptional(v.array(ChainLink)),
    }),
  ),
  providers: state(
    'providers',
    'who plans pieces, in the order they are asked, and how each fares',
    v.object({ chain: v.array(ChainLink) }),
  ),
  ports: state(
    'ports',
    'what is plugged into the machine of the live process',
    v.object({
      ports: v.array(PresentPort),
      /** What is missing to see more, such as ALSA. */
      notes: v.array(v.string()),
    }),
  ),
  patch: state(
    'patch',
    'mappings, roles and scenes as they are played now, stored or not',
    v.object({
      /** The revision of the rig they began from. */
      revision: v.number(),
      stored: v.boolean(),
      patch: Patch,
    }),
  ),
  learning: state(
    'learning',
    'whether a control is being learned, and what was wiggled last',
    v.object({
      armed: v.boolean(),
      target: v.exactOptional(v.picklist(targetNames)),
      moved: v.exactOptional(v.object({ device: Slug, control: Slug })),
      /** The last mapping that was made. */
      learned: v.exactOptional(Mapping),
    }),
  ),
  macros: state(
    'macros',
    'where the eight macros stand',
    v.object({
      values: Macros,
      /** Which of them, 1 to 8, somebody has turned since the start; the others only begin at 0. */
      turned: v.array(MacroNumber),
    }),
  ),
  rig: state(
    'rig',
    'which rig holds; its words are fetched by hash',
    v.object({
      revision: v.number(),
      hash: v.string(),
    }),
  ),
  flows: state(
    'flows',
    'what the flows do: their tabs, and what is wrong with them',
    v.object({
      state: v.picklist(flowsStates),
      /** Changes with every deploy. */
      revision: v.exactOptional(v.string()),
      deployedAt: v.exactOptional(v.string()),
      tabs: v.array(v.object({ id: v.string(), label: v.string(), disabled: v.boolean() })),
      /** What is wrong and what to do about it, in words. */
      notes: v.array(v.string()),
    }),
  ),
  health: state(
    'health/{process}',
    'how a process feels',
    v.object({
      process: v.picklist(processes),
      ok: v.boolean(),
      pid: v.number(),
      uptimeMs: v.number(),
      rssMb: v.number(),
      loopDelayP99Ms: v.number(),
      /** What falls short and what to do about it, in words. */
      notes: v.array(v.string()),
      figures: v.record(v.string(), v.union([v.number(), v.string(), v.boolean()])),
    }),
  ),

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
    /** The piece, take or phrase it grows from. */
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
    title: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(120))),
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
    title: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(120))),
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

  reply: line('reply', 1, false, {
    path: 'reply/{client}/{id}',
    says: 'what came of a command',
    schema: v.variant('ok', [
      v.looseObject({ id: Id, ok: v.literal(true) }),
      v.object({
        id: Id,
        ok: v.literal(false),
        error: v.object({ code: v.string(), message: v.string(), hint: v.string() }),
      }),
    ]),
  }),
} as const satisfies Record<string, TopicLine<v.GenericSchema>>

export type TopicName = keyof typeof topics
export type Payload<N extends TopicName> = Readonly<v.InferOutput<(typeof topics)[N]['schema']>>

/** What each command answers beside `{ id, ok: true }`. */
export const answers = {
  generate: v.object({ piece: Id, title: v.string(), seed: Seed }),
  render: v.object({ sha256: v.string(), bytes: v.number() }),
  play: v.object({ piece: Id, startsAtMs: v.number() }),
  stop: v.object({}),
  panic: v.object({ released: v.number() }),
  keep: v.object({ take: Id, lengthMs: v.number(), notes: v.number() }),
  set: v.object({}),
  learn: v.object({}),
  map: v.object({}),
  unmap: v.object({ removed: v.number() }),
  bind: v.object({}),
  scene: v.object({ scene: Slug }),
  'save-scene': v.object({ scene: Slug }),
  'remove-scene': v.object({}),
  macro: v.object({}),
  output: v.object({}),
  flash: v.object({ bytes: v.number() }),
  /** `bytes` went over the line so far; the file stands on the machine of the live process. */
  record: v.object({ file: v.string(), bytes: v.number() }),
  why: v.object({
    phrase: Id,
    role: v.picklist(['answer', 'continue', 'trade', 'band']),
    /** In a sentence. */
    says: v.string(),
    engine: v.object({ name: v.string(), version: v.string() }),
    seed: Seed,
    /** The phrase or command that caused it. */
    because: v.string(),
    style: v.exactOptional(v.string()),
    key: v.exactOptional(v.string()),
    chords: v.array(v.string()),
    bpm: v.number(),
    /** What was heard, or what the macros asked for, each 0 to 1. */
    features: v.record(v.string(), v.number()),
    motif: v.exactOptional(
      v.object({ phrase: v.string(), from: v.number(), steps: v.number(), manner: v.string() }),
    ),
    /** Equal for equal memories, and for equal notes. */
    memory: v.string(),
    notes: v.string(),
    /** Whether it came out the same, bit for bit, when it was made again just now. */
    repeats: v.boolean(),
    manifest: v.exactOptional(v.unknown()),
  }),
  store: v.object({ revision: v.number() }),
  say: v.object({}),
  publish: v.object({
    publication: Id,
    status: v.picklist(['draft', 'queued', 'sending', 'published', 'refused', 'unknown']),
  }),
} as const satisfies Partial<Record<TopicName, v.GenericSchema>>
/** Commands that are asked and answered (all but the raw bytes of command/midi). */
export type CommandName = keyof typeof answers
export type Answer<N extends CommandName> = Readonly<v.InferOutput<(typeof answers)[N]>>
/** What a caller writes: the command without what the bus adds. */
export type Ask<N extends CommandName> = Omit<Payload<N>, 'id' | 'replyTo' | 'by'>
/** What an owner is handed: the command with its id, and who sent it. */
export type Asked<N extends CommandName> = Payload<N>

/** What varies in a topic: `{ device: 'keys' }`; a `+` value in a subscription takes all. */
export type TopicWords = Readonly<Record<string, string>>

/** The whole topic: `topicOf('hub', 'device', { device: 'keys' })` is 'rigsong/hub/state/device/keys'. */
export function topicOf(hub: string, name: TopicName, words: TopicWords = {}): string {
  const path = topics[name].path.replace(/\{(\w+)\}/g, (_, word: string) => {
    const value = words[word]
    if (value === undefined) throw new TypeError(`the topic ${topics[name].path} needs ${word}`)
    return value
  })
  return `rigsong/${hub}/${path}`
}

const matchers = (Object.keys(topics) as TopicName[]).map((name) => {
  const words: string[] = []
  const pattern = topics[name].path.replace(/\{(\w+)\}/g, (_, word: string) => {
    words.push(word)
    return '([^/]+)'
  })
  return { name, words, pattern: new RegExp(`^${pattern}$`) }
})

/** Which line of the table a topic stands for, with the words that vary; undefined where it is none of ours. */
export function topicFrom(
  hub: string,
  topic: string,
): { readonly name: TopicName; readonly words: TopicWords } | undefined {
  const root = `rigsong/${hub}/`
  if (!topic.startsWith(root)) return undefined
  const path = topic.slice(root.length)
  for (const { name, words, pattern } of matchers) {
    const found = pattern.exec(path)
    if (found)
      return { name, words: Object.fromEntries(words.map((word, i) => [word, found[i + 1]!])) }
  }
  return undefined
}
