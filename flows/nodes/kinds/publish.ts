import { flag, text, typed } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { neededWords, saidWords } from '../words.ts'

export const publish = nodeKind({
  type: 'rigsong-publish',
  label: 'publish',
  group: 'out',
  icon: 'fa-cloud-upload',
  says: 'Puts a piece into the outbox. A draft waits there until a person lets it go.',
  takes: 'Any message; `msg.piece` is the piece, as a generate or play node sends it.',
  gives: [
    {
      label: 'taken',
      says: '`msg.payload` is `{ publication, status }`.',
    },
  ],
  example:
    'Gesture “shake” → publish as a draft: the piece you like lies in the outbox, and nothing leaves the house before you say so.',
  fields: {
    piece: typed({
      label: 'Piece',
      fallback: 'piece',
      needed: true,
      types: ['msg', 'str', 'flow', 'global'],
    }),
    platform: text({ label: 'Where to', note: 'Empty is wherever you publish.' }),
    draft: flag({ label: 'As a draft', fallback: true }),
    title: typed({ label: 'Title', fallback: '', types: ['str', 'msg', 'flow', 'global'] }),
  },
  needsHub: true,
  start(stage) {
    const { piece, platform, draft, title } = stage.values
    return async (message, send) => {
      const wanted = neededWords(await stage.read(piece, message), 'the piece')
      const called = saidWords(await stage.read(title, message), 'the title')
      const payload = await stage.ask('publish', {
        ...{ piece: wanted, draft },
        ...(platform && { platform }),
        ...(called !== undefined && { title: called }),
      })
      stage.tell('fine', payload.status)
      send({ ...message, payload })
    }
  },
})
