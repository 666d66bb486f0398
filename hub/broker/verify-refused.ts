import { randomBytes } from 'node:crypto'
import type { Bus } from '#core/bus/bus.ts'
import { HubError } from '#core/errors.ts'

/**
 * Whether a broker keeps a user from publishing what it may not: `user` answers in somebody's
 * place, which harms nobody, and `hub` listens. A message of the hub's own behind it proves that
 * the bus was listening. Throws HubError 'broker-unreachable' where not even that arrives.
 */
export async function verifyRefused(
  hub: Bus,
  user: Bus,
  { withinMs = 5000 }: { readonly withinMs?: number } = {},
): Promise<boolean> {
  const probe = `probe-${randomBytes(8).toString('hex')}`
  const heard = Promise.withResolvers<boolean>()
  using _ = await hub.subscribe(
    'reply',
    ({ words }) => {
      if (words.id === probe) heard.resolve(false)
      if (words.id === `${probe}-own`) heard.resolve(true)
    },
    { client: 'hub' },
  )
  const timer = setTimeout(() => heard.reject(deaf()), withinMs)
  try {
    // Brokers may answer a forbidden publish by closing the connection: that is refused too.
    await Promise.race([answerAsHub(user, probe).catch(() => {}), elapsed(withinMs / 5)])
    await answerAsHub(hub, `${probe}-own`)
    return await heard.promise
  } finally {
    clearTimeout(timer)
  }
}

const answerAsHub = (bus: Bus, id: string): Promise<void> =>
  bus.publish('reply', { id, ok: true }, { client: 'hub', id })

const elapsed = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms).unref())

const deaf = (): HubError =>
  new HubError('broker-unreachable', 'the hub does not hear itself over this broker', {
    hint: 'Load the rules that `rigsong broker acl` prints into the broker, for the user hub too.',
  })
