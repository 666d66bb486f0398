import { CommandEnvelope } from '#core/bus/topics/line.ts'
import type { Answer, Asked, CommandName, Payload } from '#core/bus/topics.ts'
import { HubError, reportOf } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { unfit } from '#core/unfit.ts'
import type { Reply } from '#runtime/command-memory.ts'
import type { BusParts } from './transport.ts'
import { type Hearing, send, subscribe } from './wire.ts'

/** Owns a command: each id is done once, and answered again. */
export async function answer<N extends CommandName>(
  hearing: Hearing,
  name: N,
  answerer: (command: Asked<N>) => Promise<Answer<N>> | Answer<N>,
): Promise<Disposable> {
  const { parts } = hearing
  const underWay = new Map<string, Promise<Reply>>()

  const once = (key: string, command: Asked<N>): Promise<Reply> => {
    const going = underWay.get(key)
    if (going) return going
    const known = parts.memory.recall(key)
    if (known) return Promise.resolve(known === 'begun' ? interrupted(name, command.id) : known)
    const work = perform(parts, key, command.id, () => answerer(command))
    underWay.set(key, work)
    return work.finally(() => underWay.delete(key))
  }

  const reply = (to: Envelope, done: (client: string | undefined) => Promise<Reply>): void => {
    const client = clientToAnswer(hearing, name, to)
    const sent = done(client).then(async (said) => {
      if (client === undefined) return
      const id = to.replyTo!.slice(`reply/${client}/`.length)
      await send(hearing, 'reply', said as Payload<'reply'>, { client, id })
    })
    sent.catch((cause) => parts.log.warn('reply not sent', { command: name, id: to.id, cause }))
  }

  return subscribe(hearing, name, {
    hear({ payload }) {
      const command = payload as Asked<N>
      reply(command, (client) =>
        once(`${name}/${client ?? command.by ?? ''}/${command.id}`, command),
      )
    },
    // Whoever asks wrongly is told at once, and does not wait for an answer that never comes.
    unfit(said, issue) {
      const found = v.safeParse(CommandEnvelope, said)
      if (found.success)
        reply(found.output, () =>
          replyOf(found.output.id, () => Promise.reject(refusal(name, issue))),
        )
    },
  })
}

type Envelope = {
  readonly id: string
  readonly replyTo?: string | undefined
  readonly by?: string | undefined
}

const refusal = (name: CommandName, issue: v.BaseIssue<unknown>): HubError => {
  const { says, hint } = unfit(issue)
  const at = v.getDotPath(issue)
  return new HubError('bad-request', `${name} is not right${at ? ` at ${at}` : ''}: ${says}`, {
    hint,
  })
}

/** Whose reply topic is meant; undefined where nobody is to be answered. */
function clientToAnswer(
  { warn }: Hearing,
  name: CommandName,
  { replyTo, by }: Envelope,
): string | undefined {
  const client = replyTo?.split('/')[1]
  if (client === undefined || by === undefined || client === by) return client
  warn('reply to another client refused', name, { command: name, by })
  return undefined
}

/** Does the work and remembers it. A memory that cannot write must not keep anybody from playing. */
async function perform<T extends object>(
  { memory, log }: BusParts,
  key: string,
  id: string,
  work: () => Promise<T> | T,
): Promise<Reply> {
  const noted = (step: Promise<void>) =>
    step.catch((cause) => log.warn('command not remembered', { id, cause }))
  const begun = noted(memory.begin(key))
  const reply = await replyOf(id, work)
  if (!reply.ok && reply.error.code === 'internal')
    log.error('command failed', { id, error: reply.error })
  await begun
  await noted(memory.finish(key, reply))
  return reply
}

async function replyOf<T extends object>(id: string, work: () => Promise<T> | T) {
  try {
    return { ...(await work()), id, ok: true } as const
  } catch (error) {
    return { id, ok: false, error: reportOf(error) } as const
  }
}

const interrupted = (name: CommandName, id: string): Reply & { readonly error: object } => ({
  id,
  ok: false,
  error: {
    code: 'not-answered',
    message: `${name} was under way when its process stopped`,
    hint: 'Look whether it was done, then ask anew.',
  },
})
