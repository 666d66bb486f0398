import { Meter } from '#core/music/meter.ts'
import { Bpm } from '#core/music/tempo.ts'
import { ClockChoice, followStatuses } from '#core/rig/clock-choice.ts'
import { controlKinds } from '#core/rig/control.ts'
import { deviceStateNames } from '#core/rig/device-status.ts'
import { MacroNumber, Macros, Mapping, targetNames } from '#core/rig/mapping.ts'
import { PortName } from '#core/rig/port-name.ts'
import { PresentPort } from '#core/rig/present-port.ts'
import { Patch } from '#core/rig/rig.ts'
import { Slug } from '#core/rig/slug.ts'
import { transportNames } from '#core/rig/transports.ts'
import { v } from '#core/schema.ts'
import { Accompaniment } from '#core/score/accompaniment.ts'
import { processes } from '../processes.ts'
import { Id, state } from './line.ts'

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
/** Safe mode: the flows stand still because they ended the process again and again. */
export const flowsStates = ['starting', 'ready', 'safe-mode'] as const

/** What is, one line each; the broker keeps the last of each. */
export const states = {
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
} as const
