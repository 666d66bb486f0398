import { beatTimer } from '../beat-timer.ts'
import { choice, number } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import type { Message } from '../red.ts'

/** A hub that says nothing for so long must not make it hold messages without end. */
const heldAtMost = 100

export const quantise = nodeKind({
  type: 'rigsong-quantise',
  label: 'quantise',
  group: 'shape',
  icon: 'fa-magnet',
  says: 'Holds messages until the next beat or bar.',
  takes: 'Any message.',
  gives: [{ label: 'on the beat', says: 'the message as it came' }],
  example:
    'Every 1 bar, the newest counts: however often a pad is struck, the light changes once, on the one.',
  fields: {
    every: number({
      label: 'Next',
      fallback: 1,
      least: 0.25,
      most: 64,
      note: '0.25 beats are a 16th.',
    }),
    unit: choice({ label: 'Unit', fallback: 'beat', of: { beat: 'beats', bar: 'bars' } }),
    held: choice({
      label: 'Of several',
      fallback: 'last',
      of: { last: 'the newest counts', all: 'all count' },
    }),
  },
  needsHub: true,
  start(stage) {
    const { every, unit, held } = stage.values
    const timer = beatTimer(stage, { every, unit })
    let waiting: readonly Message[] = []
    let listening: Disposable | undefined

    function release(): void {
      listening?.[Symbol.dispose]()
      listening = undefined
      const now = waiting
      waiting = []
      stage.tell('fine', 'on the beat')
      for (const message of now) stage.emit(message)
    }

    return (message) => {
      waiting = held === 'last' ? [message] : [...waiting, message].slice(-heldAtMost)
      stage.tell('waiting', `${waiting.length} until the next ${unit}`)
      listening ??= timer.each(release)
    }
  },
})
