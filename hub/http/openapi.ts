import { STATUS_CODES } from 'node:http'
import type { JsonSchema } from '#core/json-schema.ts'
import type { v } from '#core/schema.ts'
import { Piece } from '#core/score/piece.ts'
import { PieceSpec, PieceWish } from '#core/score/piece-spec.ts'
import { Take } from '#core/score/take.ts'
import { Manifest } from '#hub/library/manifest.ts'
import { PieceSummary } from '#hub/library/piece-summary.ts'
import { TakeSummary } from '#hub/library/takes.ts'
import { Problem } from './problem.ts'
import type { Route } from './route.ts'

/** Schemas that many answers share; they stand once, under components. */
const words = { Problem, Piece, PieceSummary, PieceSpec, PieceWish, Manifest, Take, TakeSummary }

type SchemaOf = (schema: v.GenericSchema) => Promise<JsonSchema>

/** The table of routes as OpenAPI 3.1, https://spec.openapis.org/oas/v3.1.1.html */
export async function openApiOf(routes: readonly Route[], version: string): Promise<object> {
  // Heavy, and nobody but a developer asks.
  const { jsonSchemaOf } = await import('#core/json-schema.ts')
  const names = new Map<v.GenericSchema, string>(
    Object.entries(words).map(([name, schema]) => [schema, name]),
  )
  const schemaOf: SchemaOf = async (schema) => {
    const name = names.get(schema)
    return name === undefined ? plain(await jsonSchemaOf(schema)) : reference(name)
  }
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const operation = await operationOf(route, schemaOf)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation }
  }
  const schemas: Record<string, JsonSchema> = {}
  for (const [schema, name] of names) schemas[name] = plain(await jsonSchemaOf(schema))
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rigsong',
      version,
      description: 'A hub for hardware-first music. Same nouns as on the bus and on the screen.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'rigsong-session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

const reference = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** OpenAPI 3.1 says the dialect once, for the whole document. */
const plain = ({ $schema: _, ...schema }: JsonSchema): JsonSchema => schema

async function operationOf(route: Route, schemaOf: SchemaOf): Promise<object> {
  const { operationId, says, role, also = [], method } = route
  const allowed = [role === 'live' || role === 'anyone' ? role : `${role} and above`, ...also]
  return {
    operationId,
    summary: says,
    tags: [operationId.split('.')[0]],
    description: `For ${allowed.join(', ')}.`,
    ...(role === 'anyone' && { security: [] }),
    parameters: [
      ...(await parametersOf(route.params, 'path', schemaOf)),
      ...(await parametersOf(route.query, 'query', schemaOf)),
      ...(operationId === 'pieces.generate' ? [idempotencyKey] : []),
    ],
    ...(route.body && { requestBody: await bodyOf(route.body, method, schemaOf) }),
    responses: await responsesOf(route, schemaOf),
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 128 },
}

async function parametersOf(
  schema: v.GenericSchema | undefined,
  place: 'path' | 'query',
  schemaOf: SchemaOf,
): Promise<readonly object[]> {
  if (!schema) return []
  const { properties = {}, required = [] } = (await schemaOf(schema)) as {
    properties?: Record<string, JsonSchema>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: one,
  }))
}

async function bodyOf(
  schema: v.GenericSchema,
  method: string,
  schemaOf: SchemaOf,
): Promise<object> {
  const json = await schemaOf(schema)
  const type = json.type === 'string' ? 'application/x-ndjson' : 'application/json'
  return {
    required: method !== 'POST' || !isEmptyable(json),
    content: { [type]: { schema: json } },
  }
}

const isEmptyable = (json: JsonSchema): boolean =>
  json.type === 'object' && !((json.required as readonly string[] | undefined)?.length ?? 0)

async function responsesOf({ answers }: Route, schemaOf: SchemaOf): Promise<object> {
  const responses: Record<string, object> = {
    default: {
      description: 'a refusal, with what to do about it',
      content: { 'application/problem+json': { schema: reference('Problem') } },
    },
  }
  for (const [status, answer] of Object.entries(answers)) {
    const description = STATUS_CODES[status] ?? status
    if (answer === undefined) responses[status] = { description }
    else if (typeof answer === 'string')
      responses[status] = { description, content: { [answer]: {} } }
    else
      responses[status] = {
        description,
        content: { 'application/json': { schema: await schemaOf(answer) } },
      }
  }
  return responses
}
