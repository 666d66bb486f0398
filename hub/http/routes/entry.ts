import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { Entered } from '../access/access.ts'
import type { AccessKey } from '../access/keys.ts'
import { roles } from '../access/roles.ts'
import type { House } from '../house.ts'
import { type Reply, type Route, route } from '../route.ts'
import { byId, Id, notFound, nothing, ok, PersonName } from './words.ts'

const Role = v.picklist(roles)
const Me = v.object({ role: Role, name: v.string() })
const Key = v.object({
  id: Id,
  name: v.string(),
  role: Role,
  createdAt: v.string(),
  seenAt: v.string(),
  expiresAt: v.nullable(v.string()),
})

const shown = ({ kind, ...key }: AccessKey) => key
const welcome = ({ key: { role, name }, secret }: Entered): Reply => ({
  status: 201,
  session: { secret },
  json: { role, name },
})

/** How people come in, and go: the claim, invites and sessions. */
export const entry: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/claim',
    operationId: 'hub.claim',
    says: 'become the owner with the code that the hub printed at its start',
    role: 'anyone',
    triesAMinute: 5,
    body: v.object({
      code: v.pipe(v.string(), v.maxLength(40)),
      name: v.optional(PersonName, 'owner'),
    }),
    answers: { 201: Me },
    handle: async ({ body }, { access }) => welcome(await access.claim(body.code, body.name)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/sessions',
    operationId: 'sessions.open',
    says: 'come in with a one-time invite',
    role: 'anyone',
    triesAMinute: 10,
    body: v.object({
      invite: v.pipe(v.string(), v.maxLength(100)),
      name: v.exactOptional(PersonName),
    }),
    answers: { 201: Me },
    handle: async ({ body }, { access }) => welcome(await access.enter(body.invite, body.name)),
  }),
  route({
    method: 'GET',
    path: '/api/v1/session',
    operationId: 'session.get',
    says: 'who I am here',
    role: 'viewer',
    also: ['kiosk'],
    answers: { 200: Me },
    async handle({ asker: { role, name, id, by } }, { access }) {
      // Whoever comes back within a year stays.
      const again = by === 'cookie' && (await access.keys.touch(id))
      return { json: { role, name }, ...(again && { session: 'again' }) }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/session',
    operationId: 'session.end',
    says: 'leave',
    role: 'viewer',
    also: ['kiosk'],
    answers: { 204: undefined },
    async handle({ asker }, { access }) {
      await access.keys.remove('session', asker.id)
      return { ...nothing, session: 'none' }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/sessions',
    operationId: 'sessions.list',
    says: 'who is in, on which device since when',
    role: 'owner',
    answers: { 200: v.object({ sessions: v.array(Key) }) },
    handle: (_, { access }) => ok({ sessions: access.keys.list('session').map(shown) }),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/sessions/{id}',
    operationId: 'sessions.end',
    says: 'send somebody out',
    role: 'owner',
    params: byId,
    answers: { 204: undefined },
    handle: ({ params }, house) => removed('session', params.id, house),
  }),
  route({
    method: 'POST',
    path: '/api/v1/invites',
    operationId: 'invites.make',
    says: 'a one-time way in for one person, for a day',
    role: 'owner',
    body: v.object({ role: Role, name: v.optional(PersonName, 'guest') }),
    answers: {
      201: v.object({ ...Key.entries, invite: v.string(), path: v.string() }),
    },
    async handle({ body, asker }, { access }) {
      if (body.role === 'owner' && asker.by !== 'token') throw ownerFromAPage()
      const { key, secret } = await access.keys.create({ kind: 'invite', ...body })
      // In the fragment, which no browser sends on, so that no log ever holds it.
      return { status: 201, json: { ...shown(key), invite: secret, path: `/#invite=${secret}` } }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/invites',
    operationId: 'invites.list',
    says: 'the invites nobody used yet',
    role: 'owner',
    answers: { 200: v.object({ invites: v.array(Key) }) },
    handle: (_, { access }) => ok({ invites: access.keys.list('invite').map(shown) }),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/invites/{id}',
    operationId: 'invites.remove',
    says: 'take an invite back',
    role: 'owner',
    params: byId,
    answers: { 204: undefined },
    handle: ({ params }, house) => removed('invite', params.id, house),
  }),
]

async function removed(kind: 'session' | 'invite', id: string, { access }: House): Promise<Reply> {
  if (await access.keys.remove(kind, id)) return nothing
  throw notFound(`${kind} ${id}`)
}

/** A page left open must not make a second owner; whoever sits at the machine may. */
const ownerFromAPage = (): HubError =>
  new HubError('not-allowed', 'a page cannot invite another owner', {
    hint: 'Ask for it on the machine of the hub, with the token of its command line.',
  })
