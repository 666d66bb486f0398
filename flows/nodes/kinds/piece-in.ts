import { choice } from '../field.ts'
import { nodeKind } from '../node-kind.ts'

export const pieceIn = nodeKind({
  type: 'rigsong-piece-in',
  label: 'piece in',
  group: 'in',
  icon: 'fa-file-audio-o',
  says: 'Pieces and takes that come into the library, change or go, whoever made them.',
  gives: [
    {
      label: 'news',
      says: '`msg.piece` is the id of a piece, `msg.take` that of a take, `msg.title` its title; `msg.payload` is all of it.',
    },
  ],
  example:
    'New pieces → publish as a draft: whatever is made in this room, by hand or by voice, waits in the outbox.',
  fields: {
    news: choice({
      label: 'Sends',
      fallback: 'added',
      of: {
        added: 'new pieces',
        changed: 'changed pieces',
        removed: 'removed pieces',
        any: 'everything of pieces',
        take: 'kept takes',
      },
    }),
  },
  needsHub: true,
  start(stage) {
    const { news } = stage.values
    if (news === 'take') {
      stage.hear('take', ({ payload }) => {
        stage.tell('fine', payload.title)
        stage.emit({
          topic: 'take',
          payload,
          take: payload.take,
          from: payload.take,
          title: payload.title,
        })
      })
      return undefined
    }
    stage.hear('piece', ({ payload }) => {
      if (news !== 'any' && news !== payload.change) return
      stage.tell('fine', payload.title)
      stage.emit({ topic: payload.change, payload, piece: payload.piece, title: payload.title })
    })
    return undefined
  },
})
