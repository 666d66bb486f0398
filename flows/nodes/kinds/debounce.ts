import { choice, number } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import type { Message } from '../red.ts'

export const debounce = nodeKind({
  type: 'rigsong-debounce',
  label: 'debounce',
  group: 'shape',
  icon: 'fa-filter',
  says: 'Of messages that come in a burst, one passes.',
  takes: 'Any message.',
  gives: [{ label: 'one', says: 'the message as it came' }],
  example: 'The first, rest 300 ms: a switch that rattles is one press, at once.',
  fields: {
    passes: choice({
      label: 'Passes',
      fallback: 'first',
      of: { first: 'the first, at once', last: 'the last, when it is quiet' },
    }),
    restMs: number({ label: 'Rest', fallback: 200, least: 1, most: 3_600_000, unit: 'ms' }),
  },
  needsHub: false,
  start(stage) {
    const { passes, restMs } = stage.values
    let quiet: Disposable | undefined
    return (message: Message, send) => {
      const first = quiet === undefined
      quiet?.[Symbol.dispose]()
      quiet = stage.after(restMs, () => {
        quiet = undefined
        stage.tell('fine', 'quiet')
        if (passes === 'last') stage.emit(message)
      })
      stage.tell('waiting', 'rests')
      if (first && passes === 'first') send(message)
    }
  },
})
