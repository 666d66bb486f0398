import { choice, number } from '../field.ts'
import { nodeKind } from '../node-kind.ts'

export const phraseIn = nodeKind({
  type: 'rigsong-phrase-in',
  label: 'phrase in',
  group: 'in',
  icon: 'fa-commenting-o',
  says: 'Phrases: what was played between two silences, and what the accompanist is about to answer.',
  gives: [
    {
      label: 'phrase',
      says: '`msg.payload` is the phrase with its notes in beats, `msg.notes` how many, `msg.by` player or engine, `msg.bpm` its tempo.',
    },
  ],
  example:
    'By the player, at least 8 notes: whoever plays a real phrase lights a lamp through a device out node, and a stray key does not.',
  fields: {
    by: choice({
      label: 'By',
      fallback: 'player',
      of: { player: 'the player', engine: 'the accompanist', both: 'both' },
    }),
    leastNotes: number({
      label: 'At least',
      fallback: 1,
      least: 1,
      most: 1000,
      unit: 'notes',
      whole: true,
    }),
  },
  needsHub: true,
  start(stage) {
    const { by, leastNotes } = stage.values
    stage.hear('phrase', ({ payload: phrase }) => {
      if ((by !== 'both' && by !== phrase.by) || phrase.notes.length < leastNotes) return
      const notes = phrase.notes.length
      stage.tell('fine', `${notes} notes, ${phrase.by}`)
      stage.emit({ topic: phrase.session, payload: phrase, notes, by: phrase.by, bpm: phrase.bpm })
    })
    return undefined
  },
})
