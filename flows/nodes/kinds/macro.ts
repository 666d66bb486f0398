import { choice } from '../field.ts'
import { latestWins } from '../latest-wins.ts'
import { nodeKind } from '../node-kind.ts'
import { unitIn } from '../words.ts'
import { macroNames } from './macro-names.ts'

export const macro = nodeKind({
  type: 'rigsong-macro',
  label: 'macro',
  group: 'out',
  icon: 'fa-dashboard',
  says: 'Turns one of the eight macros, which shape the sound and the pieces that are made.',
  takes:
    '`msg.payload`: 0 to 1. Of values that come faster than the hub answers, the newest counts.',
  gives: [],
  example:
    'A distance sensor → macro 1: the hand in the air turns what the first knob of a box would turn.',
  fields: { macro: choice({ label: 'Macro', fallback: '1', of: macroNames }) },
  needsHub: true,
  start(stage) {
    const macro = Number(stage.values.macro)
    const turn = latestWins<number>(async (value) => {
      await stage.ask('macro', { macro, value })
      stage.tell('fine', `macro ${macro} ${value.toFixed(2)}`)
    })
    return (message) => turn(unitIn(message))
  },
})
