import type { Availability, ControlOf } from '#core/rig/description.ts'

type Control = ControlOf<'mqtt'>
type WithoutId<C> = C extends unknown ? Omit<C, 'id'> : never
/** A control that has no name in topics yet, only what it wants to be called. */
export type AnnouncedControl = WithoutId<Control> & { readonly wanted: string }

/** What one message says of a device: some of its controls, or where it says that it is there. */
export type Announcement = {
  /** The word after `mqtt:` in its place. */
  readonly device: string
  readonly title?: string
  readonly controls: readonly AnnouncedControl[]
  readonly availability: readonly Availability[]
  /** It is suspect when it was silent for longer. */
  readonly silentMs?: number
}

/** What can be in a JSON payload. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export type JsonObject = { readonly [name: string]: Json }

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

/** A member of its own, never one that every object has. */
export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined

/** The text of a member; numbers and booleans as they are written, anything else is none. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = own(object, name)
  const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return plain && String(value).length <= longestText ? String(value) : undefined
}

const longestText = 200

export function numberOf(object: JsonObject, name: string): number | undefined {
  const value = own(object, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** A topic that can be listened to: no wildcards, and none of our own. */
export function topicOf(object: JsonObject, name: string): string | undefined {
  const topic = textOf(object, name)
  return topic !== undefined && isForeignTopic(topic) ? topic : undefined
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const unfit = /^$|^\$|^rigsong(?:\/|$)|[+#\u0000-\u001f]/
export const isForeignTopic = (topic: string): boolean => topic.length <= 250 && !unfit.test(topic)

/** A word that can stand after `mqtt:`. */
export const isDeviceWord = (word: string): boolean => /^[^+#\s/]{1,100}$/.test(word)
