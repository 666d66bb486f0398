import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { Reply } from '../route.ts'

/** Words that many routes share. */
export const Id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/, 'an id'))
export const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, '64 hex digits'))
export const PersonName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(40))
export const Limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))
export const Cursor = v.pipe(v.string(), v.minLength(1), v.maxLength(200))
export const Words = v.pipe(v.string(), v.maxLength(200))
/** Any form of ISO 8601 that a date can be read from. */
export const When = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'a date such as 2026-11-23T18:00:00Z'),
)
export const Download = v.object({ download: v.exactOptional(v.string()) })

export const byId = v.object({ id: Id })

/** The one form of a time that sorts as text, which is how it is kept. */
export const asKept = (when: string | undefined): string | undefined =>
  when === undefined ? undefined : new Date(when).toISOString()

export const ok = (json: unknown): Reply => ({ json })
export const created = (json: unknown, location: string): Reply => ({
  status: 201,
  headers: { location },
  json,
})
export const nothing: Reply = { status: 204, nothing: true }

/** A name for a file that every system takes: 'Rain, slowly' is rain-slowly. */
export const fileName = (title: string, ending: string): string => {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return `${words.slice(0, 60) || 'rigsong'}.${ending}`
}

export const notFound = (what: string): HubError =>
  new HubError('not-found', `there is no ${what}`, { hint: 'Look at the list it should be in.' })

export const liveIsSilent = (): HubError =>
  new HubError('not-answered', 'the live process has not said a word yet', {
    hint: 'It starts within seconds; else look at rigsong status.',
  })
