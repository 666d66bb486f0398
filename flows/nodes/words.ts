import { HubError } from '#core/errors.ts'
import type { Message } from './red.ts'

/** The number in a message: a number, a word of digits, or on and off. Throws where there is none. */
export function numberIn({ payload }: Message): number {
  if (typeof payload === 'boolean') return payload ? 1 : 0
  const found = typeof payload === 'string' && payload.trim() !== '' ? Number(payload) : payload
  if (typeof found === 'number' && Number.isFinite(found)) return found
  throw wrong('msg.payload is no number', 'Send a number, or true and false.')
}

/** The same from 0 to 1, as knobs and lights have it. */
export function unitIn(message: Message): number {
  const found = numberIn(message)
  if (found >= 0 && found <= 1) return found
  throw wrong(`msg.payload is ${found}`, 'Send 0 to 1; a map node makes it so.')
}

/** Whether it is on: what is pressed, lit, or somebody there. A pad that is struck softly is pressed too. */
export const isOn = (message: Message): boolean =>
  typeof message.pressed === 'boolean' ? message.pressed : numberIn(message) >= 0.5

/** A message that cannot be used, and what to do. */
export const wrong = (what: string, hint: string): HubError =>
  new HubError('bad-request', what, { hint })

/** Names with commas between, `*` for anything: 'pad-*, button-1'. Empty takes everything. */
export function pattern(names: string): (name: string) => boolean {
  const parts = listOf(names)
  if (parts.length === 0) return () => true
  const any = parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'))
  const fits = new RegExp(`^(?:${any.join('|')})$`)
  return (name) => fits.test(name)
}

/** 'a, b ,c' as its parts. */
export const listOf = (names: string): readonly string[] =>
  names
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Words that were found somewhere, such as a title; undefined where there are none. */
export function saidWords(found: unknown, what: string): string | undefined {
  if (found === undefined || found === null || found === '') return undefined
  if (typeof found === 'string') return found
  throw wrong(`${what} is no text`, 'Send text, or choose another place in the node.')
}

/** The same where they must be there. */
export function neededWords(found: unknown, what: string): string {
  const words = saidWords(found, what)
  if (words !== undefined) return words
  throw wrong(`${what} is missing`, `Say it in the node, or in the message that comes in.`)
}
