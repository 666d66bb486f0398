import { sayIn } from '../words/say.ts'

/** The words of the takes, which come with their screen. */
const en = {
  'empty-title': 'Your takes will land here',
  'empty-says': 'Play, then press Keep: what you have just played is here.',
  'empty-do': 'Go and play',
  line: { one: '{n} note · {length} · {date}', other: '{n} notes · {length} · {date}' },
  none: 'No take matches “{text}”.',
} as const

export const sayOfTakes = sayIn(en)
