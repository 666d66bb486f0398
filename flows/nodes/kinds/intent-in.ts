import { v } from '#core/schema.ts'
import { PieceWish } from '#core/score/piece-spec.ts'
import { text } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { pattern } from '../words.ts'

export const intentIn = nodeKind({
  type: 'rigsong-intent-in',
  label: 'intent in',
  group: 'in',
  icon: 'fa-microphone',
  says: 'What somebody said, as it was understood.',
  gives: [
    {
      label: 'intent',
      says: '`msg.payload` are the slots, such as `{ style, bpm }`; `msg.intent` says what is wanted, `msg.surface` where it was said, `msg.said` its id, `msg.wish` what a generate node can use of it. The sentence itself never comes.',
    },
  ],
  example:
    'Intent `generate` → generate → say “Here it comes.”: whoever asks aloud for a slow waltz gets it, and an answer where they stand.',
  fields: {
    intent: text({ label: 'Intent', note: 'Such as generate, keep; empty is any, a comma is or.' }),
    surface: text({ label: 'Where', note: 'Such as studio; empty is anywhere.' }),
  },
  needsHub: true,
  start(stage) {
    const [isIntent, isSurface] = [pattern(stage.values.intent), pattern(stage.values.surface)]
    stage.hear('intent', ({ payload: { id, intent, surface, slots } }) => {
      if (!isIntent(intent) || !isSurface(surface)) return
      const wish = v.safeParse(PieceWish, slots)
      stage.tell('fine', `${intent}, ${surface}`)
      stage.emit({
        ...{ topic: intent, payload: slots, intent, surface, said: id },
        ...(wish.success && { wish: wish.output }),
      })
    })
    return undefined
  },
})
