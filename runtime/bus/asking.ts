import type { Bus } from '#core/bus/bus.ts'
import { answers } from '#core/bus/topics/answers.ts'
import { type Answer, type CommandName, type Payload, topics } from '#core/bus/topics.ts'
import { type ErrorCode, errorCodes, HubError } from '#core/errors.ts'
import { newId } from '#core/id.ts'
import { v } from '#core/schema.ts'
import { type Hearing, send, subscribe } from './wire.ts'

/** How long an owner has to answer. */
const answerWithinMs = 5000

type Pending = { readonly settle: (reply: Payload<'reply'>) => void; readonly fail: () => void }

/** Asks owners and waits for their answers. */
export function asker(hearing: Hearing) {
  const { parts } = hearing
  const pending = new Map<string, Pending>()
  let replies: Promise<Disposable> | undefined

  const listen = (): Promise<Disposable> => {
    replies ??= subscribe(
      hearing,
      'reply',
      { hear: ({ payload }) => pending.get(payload.id)?.settle(payload) },
      { client: parts.client, id: '#' },
    ).catch((cause) => {
      // The next question tries again.
      replies = undefined
      throw cause
    })
    return replies
  }

  const ask: Bus['ask'] = async (name, command) => {
    await listen()
    const id = newId('cm', {
      now: () => Date.parse(parts.clock.date()),
      random: parts.random,
    })
    const { promise, resolve, reject } = Promise.withResolvers<Payload<'reply'>>()
    const fail = (): void => reject(notAnswered(name))
    const timer = setTimeout(fail, answerWithinMs)
    pending.set(id, { settle: resolve, fail })
    try {
      // A Bus is generic in the command's name, its table is not.
      const words = { ...command, id, replyTo: `reply/${parts.client}/${id}` } as never
      // Answered before the publish is acknowledged is answered all the same.
      const sent = send(hearing, name, words)
      const reply = await Promise.race([promise, sent.then(() => promise)])
      return answerFrom(name, reply)
    } finally {
      clearTimeout(timer)
      pending.delete(id)
    }
  }

  return {
    ask,
    close(): void {
      for (const { fail } of pending.values()) fail()
    },
  }
}

function answerFrom<N extends CommandName>(name: N, reply: Payload<'reply'>): Answer<N> {
  if (!reply.ok) {
    const { code, message, hint } = reply.error
    throw new HubError(code in errorCodes ? (code as ErrorCode) : 'internal', message, { hint })
  }
  const found = v.safeParse(answers[name], reply)
  if (found.success) return found.output as Answer<N>
  throw new HubError('internal', `the answer to ${name} does not fit its schema`, {
    hint: 'The processes of the hub may be of different versions: restart them all.',
  })
}

const notAnswered = (name: CommandName): HubError =>
  new HubError('not-answered', `${topics[name].owner} did not answer ${name}`, {
    hint: `Look whether the ${topics[name].owner} process runs: rigsong status.`,
  })
