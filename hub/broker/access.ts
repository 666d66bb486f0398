import { covers } from './topic-filter.ts'

/** What a user may do, below `rigsong/{hub}/`; `{user}` is its own name. */
type Rights = {
  readonly publishes: readonly string[]
  readonly reads: readonly string[]
  /** The hub's own processes and local tools may send faster than the rest of the world. */
  readonly trusted: boolean
}

const rights = (trusted: boolean, publishes: string, reads: string): Rights => ({
  trusted,
  publishes: publishes.split(' ').filter(Boolean),
  reads: reads.split(' ').filter(Boolean),
})

const own = 'state/availability/{user} state/health/{user}'
const intents =
  'command/say command/generate command/play command/stop command/keep command/panic command/set'

/** Who may do what, one line a scope. `hub` is for a hub that works over somebody else's broker. */
// biome-ignore format: one line a scope
export const scopes = {
  hub: rights(true, 'event/# state/# command/# reply/#', 'event/# state/# command/# reply/{user}/#'),
  live: rights(true, 'event/# state/# command/# reply/#', 'event/# state/# command/# reply/{user}/#'),
  flows: rights(true, `command/# ${own}`, 'event/# state/# reply/{user}/#'),
  skills: rights(true, `${intents} ${own}`, 'event/piece/# event/receipt/# state/# reply/{user}/#'),
  'cloud-sync': rights(true, `event/receipt/# state/outbox command/render reply/# ${own}`, 'event/piece/# event/take/# state/# command/publish reply/{user}/#'),
  tool: rights(true, 'command/#', 'event/# state/# reply/{user}/#'),
  sensor: rights(false, 'event/control/{user}/+', 'state/#'),
  watcher: rights(false, '', 'event/# state/#'),
} as const satisfies Record<string, Rights>

export type Scope = keyof typeof scopes
export const isScope = (word: string): word is Scope => Object.hasOwn(scopes, word)

/** Somebody the broker knows. */
export type BrokerUser = { readonly name: string; readonly scope: Scope }

/** The rules, asked by whole topics and filters. */
export type Access = {
  mayPublish(user: BrokerUser, topic: string): boolean
  /** False too where the filter reaches further than the user's rights. */
  maySubscribe(user: BrokerUser, filter: string): boolean
  mayReceive(user: BrokerUser, topic: string): boolean
  /** Whether the broker keeps what is published there with the retain flag. */
  mayBeRetained(topic: string): boolean
  isCommand(topic: string): boolean
  isTrusted(user: BrokerUser): boolean
  /** A client is named for its user, so that nobody can end somebody else's connection. */
  mayBeNamed(user: BrokerUser, clientId: string): boolean
}

/** The rules of `scopes` on the topics of one hub. */
export function accessTo(hub: string): Access {
  const root = `rigsong/${hub}/`
  const allowed = (user: BrokerUser, verb: 'publishes' | 'reads', filter: string): boolean =>
    filter.startsWith(root) &&
    rightsOf(user, verb).some((pattern) => covers(pattern, filter.slice(root.length)))
  return {
    mayPublish: (user, topic) => allowed(user, 'publishes', topic),
    // People write rigsong/+/…; on this broker no other hub speaks.
    maySubscribe: (user, filter) => allowed(user, 'reads', filter.replace(/^rigsong\/\+\//, root)),
    mayReceive: (user, topic) => allowed(user, 'reads', topic),
    mayBeRetained: (topic) => topic.startsWith(`${root}state/`),
    isCommand: (topic) =>
      topic.startsWith(`${root}command/`) && !topic.startsWith(`${root}command/midi/`),
    isTrusted: ({ scope }) => scopes[scope].trusted,
    mayBeNamed: ({ name }, clientId) =>
      [name, `${hub}-${name}`].some((own) => clientId === own || clientId.startsWith(`${own}-`)),
  }
}

/** The patterns of a user below `rigsong/{hub}/`, with its name in place. */
export const rightsOf = ({ name, scope }: BrokerUser, verb: 'publishes' | 'reads'): string[] =>
  scopes[scope][verb].map((pattern) => pattern.replace('{user}', name))
