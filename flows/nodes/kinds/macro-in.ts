import { choice, flag } from '../field.ts'
import { turnedMacros } from '../logic/turned-macros.ts'
import { nodeKind } from '../node-kind.ts'
import { macroNames } from './macro-names.ts'

export const macroIn = nodeKind({
  type: 'rigsong-macro-in',
  label: 'macro in',
  group: 'in',
  icon: 'fa-tachometer',
  says: 'The eight macros of the hub, whoever turns them: a knob, the page, a scene or a flow.',
  gives: [
    {
      label: 'turned',
      says: '`msg.payload` is 0 to 1, `msg.macro` its number, `msg.topic` its name.',
    },
  ],
  example:
    'Macro 2 → map 0 to 1 onto 60 to 180 → set tempo: the second knob of whichever box is plugged in is the tempo.',
  fields: {
    macro: choice({ label: 'Macro', fallback: '0', of: { '0': 'all of them', ...macroNames } }),
    atOnce: flag({ label: 'Also once at the start', fallback: false }),
  },
  needsHub: true,
  start(stage) {
    const only = Number(stage.values.macro)
    let before: readonly (number | undefined)[] = []
    stage.hear('macros', ({ payload, retained }) => {
      const last = before
      before = turnedMacros(payload)
      for (const [at, value] of before.entries()) {
        const macro = at + 1
        const isNews = retained ? stage.values.atOnce : value !== last[at]
        if (value === undefined || !isNews || (only !== 0 && only !== macro)) continue
        stage.tell('fine', `macro ${macro} ${value.toFixed(2)}`)
        stage.emit({ topic: `macro-${macro}`, payload: value, macro })
      }
    })
    return undefined
  },
})
