import { parseJson } from '#core/json.ts'
import type { BrokerUser } from './access.ts'

/**
 * A command as its owner may trust it: with `by`, the user who sent it. Undefined where it is no
 * JSON object, or wants its answer sent to somebody else.
 */
export function stamped(
  payload: Uint8Array,
  { name }: Pick<BrokerUser, 'name'>,
): Buffer | undefined {
  try {
    const command: unknown = parseJson(utf8.decode(payload))
    if (typeof command !== 'object' || command === null || Array.isArray(command)) return undefined
    if ('replyTo' in command && !isReplyOf(name, command.replyTo)) return undefined
    return Buffer.from(JSON.stringify({ ...command, by: name }))
  } catch {
    return undefined
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

const isReplyOf = (name: string, replyTo: unknown): boolean =>
  typeof replyTo === 'string' && replyTo.startsWith(`reply/${name}/`)
