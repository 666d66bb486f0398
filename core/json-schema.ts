import type { v } from '#core/schema.ts'

/** A JSON Schema of the 2020-12 draft, as OpenAPI 3.1 and AsyncAPI 3 use it. */
export type JsonSchema = { readonly $schema?: string; readonly type?: string } & {
  readonly [keyword: string]: unknown
}

/**
 * A schema of ours as JSON Schema, of what is written rather than of what it is read as. What JSON
 * Schema cannot say (a check in code, an instance) is left out: it describes, and does not guard.
 */
export async function jsonSchemaOf(schema: v.GenericSchema): Promise<JsonSchema> {
  // Only documents want it, so it is loaded when the first of them is asked for.
  const { toJsonSchema } = await import('@valibot/to-json-schema')
  return toJsonSchema(schema, {
    errorMode: 'ignore',
    typeMode: 'input',
    target: 'draft-2020-12',
  }) as JsonSchema
}
