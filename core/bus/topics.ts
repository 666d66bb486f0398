import { v } from '#core/schema.ts'
import type { answers } from './topics/answers.ts'
import { commands } from './topics/commands.ts'
import { events } from './topics/events.ts'
import { Id, line, type TopicLine } from './topics/line.ts'
import { states } from './topics/states.ts'

/** Every topic of the bus, one line each. Types, checks, AsyncAPI and the docs come from here. */
export const topics = {
  ...events,
  ...states,
  ...commands,
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
export const topicOf = (hub: string, name: TopicName, words: TopicWords = {}): string =>
  `rigsong/${hub}/${pathOf(name, words)}`

/** A topic as it stands below `rigsong/{hub}/`: 'state/device/keys'. */
export const pathOf = (name: TopicName, words: TopicWords = {}): string =>
  topics[name].path.replace(/\{(\w+)\}/g, (_, word: string) => {
    const value = words[word]
    if (value === undefined) throw new TypeError(`the topic ${topics[name].path} needs ${word}`)
    return value
  })

const matchers = (Object.keys(topics) as TopicName[]).map((name) => {
  const words: string[] = []
  const pattern = topics[name].path.replace(/\{(\w+)\}/g, (_, word: string) => {
    words.push(word)
    return '([^/]+)'
  })
  return { name, words, pattern: new RegExp(`^${pattern}$`) }
})

/** Which line of the table a topic stands for, with the words that vary; undefined where it is none of ours. */
export function topicFrom(hub: string, topic: string): TopicSaid | undefined {
  const root = `rigsong/${hub}/`
  return topic.startsWith(root) ? pathFrom(topic.slice(root.length)) : undefined
}

export type TopicSaid = { readonly name: TopicName; readonly words: TopicWords }

/** The same for a topic as it stands below `rigsong/{hub}/`. */
export function pathFrom(path: string): TopicSaid | undefined {
  for (const { name, words, pattern } of matchers) {
    const found = pattern.exec(path)
    if (found)
      return { name, words: Object.fromEntries(words.map((word, i) => [word, found[i + 1]!])) }
  }
  return undefined
}
