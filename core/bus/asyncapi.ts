import { type JsonSchema, jsonSchemaOf } from '#core/json-schema.ts'
import { v } from '#core/schema.ts'
import { answers } from './topics/answers.ts'
import { type CommandName, type TopicName, topics } from './topics.ts'

type Reference = { readonly $ref: string }

/** An AsyncAPI document, as far as its readers here care. */
export type AsyncApi = {
  readonly asyncapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly channels: Readonly<Record<string, object>>
  readonly operations: Readonly<Record<string, object>>
} & Readonly<Record<string, unknown>>

/** What varies in a topic, for people. */
const parameters: Readonly<Record<string, string>> = {
  hub: 'The id of the hub in topics.',
  device: 'A device of the rig.',
  control: 'A knob, pad or sensor of the device.',
  session: 'A sitting at the rig.',
  surface: 'Where people speak to the hub, such as studio or kitchen.',
  take: 'The id of a take.',
  piece: 'The id of a piece.',
  process: 'A process of the hub.',
  client: 'Who asked, by the client id on the broker.',
  id: 'The id of the command.',
}

/** The bus as AsyncAPI 3.1.0, from the table of topics: the hub sends events and states, and receives commands. */
export async function asyncApiOf(version: string): Promise<AsyncApi> {
  const channels: Record<string, object> = {}
  const operations: Record<string, object> = {}
  const messages: Record<string, object> = {}
  for (const name of Object.keys(topics) as TopicName[]) {
    channels[name] = channelOf(name)
    messages[name] = await messageOf(name)
    operations[name] = operationOf(name)
    if (!isAsked(name)) continue
    channels[`${name}-answer`] = {
      // The sender of a command names the topic of its answer.
      address: null,
      messages: { [`${name}-answer`]: refer('components', 'messages', `${name}-answer`) },
    }
    messages[`${name}-answer`] = await answerOf(name)
  }
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Rigsong',
      version,
      description:
        'What happens, what is, and what can be asked for at a Rigsong hub, over MQTT 3.1.1.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      hub: {
        host: 'localhost:1883',
        protocol: 'mqtt',
        protocolVersion: '3.1.1',
        description: 'The broker of the hub; `rigsong token mqtt` makes a user.',
        security: [{ type: 'userPassword' }],
      },
    },
    channels,
    operations,
    components: { messages },
  } as AsyncApi
}

const isAsked = (name: TopicName): name is CommandName => Object.hasOwn(answers, name)

const refer = (...path: string[]): Reference => ({ $ref: `#/${path.join('/')}` })

function channelOf(name: TopicName): object {
  const { path, says } = topics[name]
  const address = `rigsong/{hub}/${path}`
  const words = [...address.matchAll(/\{(\w+)\}/g)].map(([, word]) => word!)
  return {
    address,
    description: says,
    parameters: Object.fromEntries(
      words.map((word) => [
        word,
        { description: parameters[word] ?? word, ...(word === 'hub' && { default: 'hub' }) },
      ]),
    ),
    messages: { [name]: refer('components', 'messages', name) },
  }
}

function operationOf(name: TopicName): object {
  const topic = topics[name]
  return {
    action: topic.kind === 'command' ? 'receive' : 'send',
    channel: refer('channels', name),
    summary: topic.says,
    messages: [refer('channels', name, 'messages', name)],
    bindings: { mqtt: { qos: topic.qos, retain: topic.retained, bindingVersion: '0.2.0' } },
    ...('owner' in topic && { 'x-owner': topic.owner }),
    ...(isAsked(name) && {
      reply: {
        address: {
          description: 'Under `rigsong/{hub}/`, and under the rights of the sender.',
          location: '$message.payload#/replyTo',
        },
        channel: refer('channels', `${name}-answer`),
        messages: [refer('channels', `${name}-answer`, 'messages', `${name}-answer`)],
      },
    }),
  }
}

async function messageOf(name: TopicName): Promise<object> {
  const { payload, schema, says } = topics[name]
  const isMidi = payload === 'midi'
  return {
    name,
    summary: says,
    contentType: isMidi ? 'application/octet-stream' : 'application/json',
    payload: isMidi ? { type: 'string', format: 'binary' } : await plainSchema(schema),
  }
}

/** The answer of a command: its own words beside `ok: true`, or why not. */
async function answerOf(name: CommandName): Promise<object> {
  const [, refused] = topics.reply.schema.options
  const done = v.object({ id: v.string(), ok: v.literal(true), ...answers[name].entries })
  return {
    name: `${name}-answer`,
    summary: `what came of ${name}`,
    contentType: 'application/json',
    payload: { anyOf: [await plainSchema(done), await plainSchema(refused)] },
  }
}

/** AsyncAPI names the dialect itself. */
async function plainSchema(schema: v.GenericSchema): Promise<JsonSchema> {
  const { $schema: _, ...plain } = await jsonSchemaOf(schema)
  return plain
}
