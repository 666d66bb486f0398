import { covers } from './topic-filter.ts'

/** What a user may do; `{user}` is its own name. */
type Rights = {
  /** Below `rigsong/{hub}/`. */
  readonly publishes: readonly string[]
  readonly reads: readonly string[]
  /** The hub's own processes and local tools may send faster than the rest of the world. */
  readonly trusted: boolean
  /** Topics of other people's firmware, from their root. */
  readonly foreign?: { readonly publishes: readonly string[]; readonly reads: readonly string[] }
}

const rights = (trusted: boolean, publishes: string, reads: string): Rights => ({
  trusted,
  publishes: words(publishes),
  reads: words(reads),
})
const words = (text: string): string[] => text.split(' ').filter(Boolean)

/** The rights to topics that no word of ours is in; `{sensor}` is any user that is a sensor. */
const withForeign = (own: Rights, publishes: string, reads: string): Rights => ({
  ...own,
  foreign: { publishes: words(publishes), reads: words(reads) },
})

const own = 'state/availability/{user} state/health/{user}'
const intents =
  'command/say command/generate command/play command/stop command/keep command/panic command/set'

// Who announces itself to Home Assistant or as Tasmota does it under these roots, whoever it is;
// everything else a sensor says stands below its own name.
const announcing = 'homeassistant/# tasmota/discovery/#'
const sensorSays = `${announcing} {user}/# tele/{user}/# stat/{user}/#`
const sensorHears = '{user}/# cmnd/{user}/#'
const liveSays = 'cmnd/{sensor}/# {sensor}/set {sensor}/+/set {sensor}/+/+/set {sensor}/+/+/command'
const liveHears = `${announcing} {sensor}/# tele/{sensor}/# stat/{sensor}/#`

/** Who may do what, one line a scope. `hub` is for a hub that works over somebody else's broker. */
// biome-ignore format: one line a scope
export const scopes = {
  hub: rights(true, 'event/# state/# command/# reply/#', 'event/# state/# command/# reply/{user}/#'),
  live: withForeign(rights(true, 'event/# state/# command/# reply/#', 'event/# state/# command/# reply/{user}/#'), liveSays, liveHears),
  flows: rights(true, `command/# state/flows ${own}`, 'event/# state/# reply/{user}/#'),
  skills: rights(true, `event/intent/# ${intents} reply/flows/# ${own}`, 'command/say event/piece/# event/receipt/# state/# reply/{user}/#'),
  'cloud-sync': rights(true, `event/receipt/# state/outbox command/render reply/# ${own}`, 'event/piece/# event/take/# state/# command/publish reply/{user}/#'),
  tool: rights(true, 'command/#', 'event/# state/# reply/{user}/#'),
  sensor: withForeign(rights(false, 'event/control/{user}/+', 'state/#'), sensorSays, sensorHears),
  watcher: rights(false, '', 'event/# state/#'),
} as const satisfies Record<string, Rights>

export type Scope = keyof typeof scopes
export const isScope = (word: string): word is Scope => Object.hasOwn(scopes, word)

/** First words of topics that belong to nobody alone: no sensor can have one as its name. */
export const sharedRoots = ['rigsong', 'homeassistant', 'tasmota', 'tele', 'stat', 'cmnd'] as const
const isShared = (root: string): boolean => (sharedRoots as readonly string[]).includes(root)

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

type Verb = 'publishes' | 'reads'

/** The rules of `scopes` on the topics of one hub. */
export function accessTo(hub: string): Access {
  const root = `rigsong/${hub}/`
  const ours = (user: BrokerUser, verb: Verb, filter: string): boolean =>
    filter.startsWith(root) &&
    rightsOf(user, verb).some((pattern) => covers(pattern, filter.slice(root.length)))
  const theirs = (user: BrokerUser, verb: Verb, filter: string): boolean =>
    isForeign(filter) &&
    foreignRightsOf(user, verb, ['+'])
      // No sensor has the name of what belongs to all.
      .filter((pattern) => !(pattern.startsWith('+/') && isShared(filter.split('/', 1)[0]!)))
      .some((pattern) => covers(pattern, filter))
  const allowed = (user: BrokerUser, verb: Verb, filter: string): boolean =>
    ours(user, verb, filter) || theirs(user, verb, filter)
  return {
    mayPublish: (user, topic) => allowed(user, 'publishes', topic),
    // People write rigsong/+/…; on this broker no other hub speaks.
    maySubscribe: (user, filter) => allowed(user, 'reads', filter.replace(/^rigsong\/\+\//, root)),
    mayReceive: (user, topic) => allowed(user, 'reads', topic),
    // Firmware keeps what it is and how it is there; live, which only commands, retains nothing.
    mayBeRetained: (topic) => topic.startsWith(`${root}state/`) || isForeign(topic),
    isCommand: (topic) =>
      topic.startsWith(`${root}command/`) && !topic.startsWith(`${root}command/midi/`),
    isTrusted: ({ scope }) => scopes[scope].trusted,
    mayBeNamed: ({ name }, clientId) =>
      [name, `${hub}-${name}`].some((own) => clientId === own || clientId.startsWith(`${own}-`)),
  }
}

/** Neither of our vocabulary nor the broker's own. What comes by a filter with + is looked at again. */
const isForeign = (filter: string): boolean => !/^(?:rigsong(?:\/|$)|\$)/.test(filter)

/** The patterns of a user below `rigsong/{hub}/`, with its name in place. */
export const rightsOf = ({ name, scope }: BrokerUser, verb: Verb): string[] =>
  scopes[scope][verb].map((pattern) => pattern.replace('{user}', name))

/**
 * The patterns of a user outside `rigsong/`, with its name in place.
 * @param sensors who else says something there, by name
 */
export function foreignRightsOf(
  { name, scope }: BrokerUser,
  verb: Verb,
  sensors: readonly string[],
): string[] {
  const { foreign }: Rights = scopes[scope]
  if (!foreign || isShared(name)) return []
  return foreign[verb]
    .map((pattern) => pattern.replace('{user}', name))
    .flatMap((pattern) =>
      pattern.includes('{sensor}')
        ? sensors.map((sensor) => pattern.replace('{sensor}', sensor))
        : [pattern],
    )
}
