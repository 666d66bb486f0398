import { text } from '../field.ts'
import { nodeKind } from '../node-kind.ts'
import { listOf, wrong } from '../words.ts'

export const turns = nodeKind({
  type: 'rigsong-turns',
  label: 'turns',
  group: 'shape',
  icon: 'fa-refresh',
  says: 'One after the other has a turn; only what comes from whose turn it is passes.',
  takes:
    '`msg.topic` `next` gives the turn on. Everything else passes where `msg.device` (or `msg.topic`) has the turn.',
  gives: [
    {
      label: 'turn',
      says: 'whose turn it is now: `msg.payload` is the name, `msg.last` who had it before',
    },
    { label: 'passes', says: 'the message of whose turn it is' },
  ],
  example:
    'Names `drum, bell, rattle`, a clock every 4 bars with its topic changed to `next`: in a circle of children each plays four bars, and the others wait.',
  fields: {
    names: text({ label: 'Names', longest: 1000, needed: true, note: 'With commas between.' }),
  },
  needsHub: false,
  start(stage) {
    const names = listOf(stage.values.names)
    if (names.length === 0) throw wrong('nobody is named', 'Write names with commas between.')
    let turn: number | undefined
    return (message, send) => {
      if (message.topic === 'next') {
        const last = turn === undefined ? undefined : names[turn]
        turn = ((turn ?? -1) + 1) % names.length
        stage.tell('fine', names[turn]!)
        return send([
          { ...message, topic: 'turn', payload: names[turn], ...(last && { last }) },
          null,
        ])
      }
      if (turn !== undefined && names[turn] === (message.device ?? message.topic))
        send([null, message])
    }
  },
})
