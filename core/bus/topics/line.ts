import { v } from '#core/schema.ts'
import type { ProcessName } from '../processes.ts'

export type TopicKind = 'event' | 'state' | 'command' | 'reply'

/** A topic: where it is said, how, and what stands in it. */
export type TopicLine<Schema extends v.GenericSchema> = {
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

export const line = <S extends v.GenericSchema>(
  kind: TopicKind,
  qos: 0 | 1,
  retained: boolean,
  rest: { path: string; schema: S; says: string },
): TopicLine<S> => ({ kind, qos, retained, payload: 'json', ...rest })

/** Late is worse than lost. */
export const live = <S extends v.GenericSchema>(path: string, says: string, schema: S) =>
  line('event', 0, false, { path: `event/${path}`, says, schema })
export const event = <S extends v.GenericSchema>(path: string, says: string, schema: S) =>
  line('event', 1, false, { path: `event/${path}`, says, schema })
export const state = <S extends v.GenericSchema>(path: string, says: string, schema: S) =>
  line('state', 1, true, { path: `state/${path}`, says, schema })

/** Names pieces, takes, phrases and commands. */
export const Id = v.pipe(v.string(), v.minLength(1), v.maxLength(64), v.regex(/^[A-Za-z0-9_-]+$/))

/** What every command carries beside its own words; `by` is stamped by the broker. */
export const CommandEnvelope = v.object({
  id: Id,
  /** `reply/{client}/{id}`, under the sender's own rights; without it nobody is answered. */
  replyTo: v.exactOptional(v.pipe(v.string(), v.regex(/^reply\/[A-Za-z0-9_-]+\/[A-Za-z0-9_-]+$/))),
  by: v.exactOptional(v.string()),
})
export const command = <E extends v.ObjectEntries>(
  name: string,
  owner: ProcessName,
  says: string,
  entries: E,
) => ({
  ...line('command', 1, false, {
    path: `command/${name}`,
    says,
    schema: v.object({ ...CommandEnvelope.entries, ...entries }),
  }),
  owner,
})
