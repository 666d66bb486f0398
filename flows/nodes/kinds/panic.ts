import { nodeKind } from '../node-kind.ts'

export const panic = nodeKind({
  type: 'rigsong-panic',
  label: 'panic',
  group: 'out',
  icon: 'fa-exclamation-triangle',
  says: 'Silences everything, now.',
  takes: 'Any message.',
  gives: [{ label: 'silent', says: '`msg.payload` is `{ released }`, how many notes sounded.' }],
  example: 'A long press of any foot switch → panic: silence without looking for the button.',
  fields: {},
  needsHub: true,
  start(stage) {
    return async (message, send) => {
      const payload = await stage.ask('panic', {})
      stage.tell('fine', `${payload.released} released`)
      send({ ...message, payload })
    }
  },
})
