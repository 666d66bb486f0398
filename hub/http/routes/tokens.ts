import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { type Scope, scopes } from '#hub/broker/access.ts'
import { roles } from '../access/roles.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { Id, notFound, nothing, ok } from './words.ts'

const Name = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and dashes'),
)
const MqttScope = v.picklist(Object.keys(scopes) as Scope[])
const ApiScope = v.picklist(roles)
const Listed = v.object({
  kind: v.picklist(['mqtt', 'api']),
  id: Id,
  name: v.string(),
  scope: v.string(),
  createdAt: v.string(),
})

/** Keys for programs: users of the bus, and Bearer tokens of the API. */
export const tokens: readonly Route[] = [
  route({
    method: 'POST',
    path: '/api/v1/tokens',
    operationId: 'tokens.make',
    says: 'a user of the bus (mqtt) or a token of the API (api); its secret is shown this once',
    role: 'owner',
    body: v.variant('kind', [
      v.object({ kind: v.literal('mqtt'), name: Name, scope: v.optional(MqttScope, 'tool') }),
      v.object({ kind: v.literal('api'), name: Name, scope: v.optional(ApiScope, 'player') }),
    ]),
    answers: { 201: v.object({ ...Listed.entries, secret: v.string() }) },
    async handle({ body }, house) {
      const made =
        body.kind === 'mqtt'
          ? await makeUser(body.name, body.scope, house)
          : await makeToken(body.name, body.scope, house)
      return { status: 201, json: made }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/tokens',
    operationId: 'tokens.list',
    says: 'the users of the bus and tokens of the API that were made',
    role: 'owner',
    answers: { 200: v.object({ tokens: v.array(Listed) }) },
    handle: (_, { access, users }) =>
      ok({
        tokens: [
          ...(users?.list() ?? []).map(({ name, scope, createdAt }) => ({
            kind: 'mqtt',
            id: name,
            name,
            scope,
            createdAt,
          })),
          ...access.keys.list('token').map(({ id, name, role, createdAt }) => ({
            kind: 'api',
            id,
            name,
            scope: role,
            createdAt,
          })),
        ],
      }),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/tokens/{kind}/{id}',
    operationId: 'tokens.remove',
    says: 'take a token or a user back; whoever uses it is cut off',
    role: 'owner',
    params: v.object({ kind: v.picklist(['mqtt', 'api']), id: Id }),
    answers: { 204: undefined },
    async handle({ params: { kind, id } }, house) {
      const gone =
        kind === 'mqtt'
          ? await usersOf(house).remove(id)
          : await house.access.keys.remove('token', id)
      if (gone) return nothing
      throw notFound(`${kind} token ${id}`)
    },
  }),
]

async function makeUser(name: string, scope: Scope, house: House) {
  const secret = await usersOf(house).create(name, scope)
  return { kind: 'mqtt', id: name, name, scope, createdAt: house.clock.date(), secret }
}

async function makeToken(name: string, role: (typeof roles)[number], { access }: House) {
  if (access.keys.list('token').some((token) => token.name === name))
    throw new HubError('bad-request', `there is a token ${name} already`, {
      hint: 'Choose another name, or take that one back first.',
    })
  const { key, secret } = await access.keys.create({ kind: 'token', name, role })
  return { kind: 'api', id: key.id, name, scope: role, createdAt: key.createdAt, secret }
}

function usersOf({ users }: House) {
  if (users) return users
  throw new HubError('not-found', 'the broker is not ours, so its users are not either', {
    hint: 'Add the user there; rigsong broker acl prints the rules.',
  })
}
