import { number, text } from '../field.ts'
import { tally } from '../logic/tally.ts'
import { nodeKind } from '../node-kind.ts'
import { listOf, neededWords, saidWords, wrong } from '../words.ts'

export const votes = nodeKind({
  type: 'rigsong-votes',
  label: 'votes',
  group: 'shape',
  icon: 'fa-users',
  says: 'Counts votes for a while, then says who won.',
  takes: '`msg.payload`: the choice; `msg.voter` who votes, who may change their mind.',
  gives: [
    {
      label: 'winner',
      says: '`msg.payload` is the choice that won, `msg.votes` how many each had, `msg.total` all of them.',
    },
  ],
  example:
    'Choices `lofi, techno, waltz`, open 20 s: the room votes by phone, and the winner is the style of the next piece.',
  fields: {
    choices: text({
      label: 'Choices',
      longest: 400,
      note: 'With commas between; empty takes any.',
    }),
    openS: number({ label: 'Open for', fallback: 20, least: 1, most: 3600, unit: 's' }),
  },
  needsHub: false,
  start(stage) {
    const choices = listOf(stage.values.choices)
    const counting = tally()
    let open = false
    function close(): void {
      open = false
      const count = counting.close()
      if (!count) return
      stage.tell('fine', `${count.winner} of ${count.total}`)
      stage.emit({ topic: 'votes', payload: count.winner, votes: count.votes, total: count.total })
    }
    return (message) => {
      const choice = neededWords(message.payload, 'msg.payload')
      if (choices.length > 0 && !choices.includes(choice))
        throw wrong(`${choice} is no choice`, `Send one of ${choices.join(', ')}.`)
      counting.vote(choice, saidWords(message.voter, 'msg.voter'))
      stage.tell('working', `${counting.cast()} votes`)
      if (open) return
      open = true
      stage.after(stage.values.openS * 1000, close)
    }
  },
})
