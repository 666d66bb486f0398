import type { BrokerLimits } from './limits.ts'

/**
 * Whether everything that `filter` can match is matched by `pattern` too. A topic is a filter
 * without wildcards, so this is also how a topic is matched.
 * @example covers('state/#', 'state/+/keys') is true, covers('state/+', 'state/#') is false
 */
export function covers(pattern: string, filter: string): boolean {
  // Wildcards at the front never reach topics of the broker's own, such as $SYS ([MQTT-4.7.2-1]).
  if (filter.startsWith('$') && /^[+#]/.test(pattern)) return false
  const wanted = filter.split('/')
  const levels = pattern.split('/')
  for (const [i, level] of levels.entries()) {
    if (level === '#') return true
    const asked = wanted[i]
    if (asked === undefined || asked === '#') return false
    if (level !== '+' && level !== asked) return false
  }
  return levels.length === wanted.length
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const unspeakable = /[\u0000-\u001f\u007f-\u009f\ufffd\ufffe\uffff]/

/** Why a topic or filter is not fit for the bus; undefined where it is. */
export function topicFault(
  topic: string,
  { topicBytes, topicLevels }: Pick<BrokerLimits, 'topicBytes' | 'topicLevels'>,
): string | undefined {
  // The parser turns bytes that are not UTF-8 into U+FFFD before we see them.
  if (unspeakable.test(topic)) return 'it has characters that are not text'
  if (Buffer.byteLength(topic) > topicBytes) return `it is over ${topicBytes} bytes`
  if (topic.split('/').length > topicLevels) return `it has over ${topicLevels} levels`
  return undefined
}
