import { text, typed } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { neededWords } from '../words.ts'

export const say = nodeKind({
  type: 'rigsong-say',
  label: 'say',
  group: 'out',
  icon: 'fa-bullhorn',
  says: 'Has a sentence said where people speak to the hub.',
  takes:
    'The sentence; `msg.surface` and `msg.said`, as an intent in node sends them, say where and to what.',
  gives: [],
  example:
    'Text “Here it comes.” behind intent in and generate: the speaker that was asked answers when the piece is there.',
  fields: {
    words: typed({
      label: 'Text',
      fallback: '',
      needed: true,
      types: ['str', 'msg', 'flow', 'global'],
    }),
    surface: text({ label: 'Where', note: 'Such as studio; empty is where it was asked.' }),
  },
  needsHub: true,
  start(stage) {
    const { words, surface } = stage.values
    return async (message) => {
      const text = neededWords(await stage.read(words, message), 'the text')
      const where = surface || message.surface
      await stage.ask('say', {
        text,
        ...(typeof where === 'string' && { surface: where }),
        ...(typeof message.said === 'string' && { intent: message.said }),
      })
      stage.tell('fine', 'said')
    }
  },
})
