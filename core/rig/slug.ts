import { v } from '#core/schema.ts'

/** A name in topics and paths: lower-case kebab, 1 to 40 characters. */
export const Slug = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
    'a name of lower-case letters, digits and dashes',
  ),
)
