import type { Heard } from './intent.ts'
import { withoutManners } from './manners.ts'
import type { Command } from './sentences-en.ts'
import { lineOf } from './words.ts'

/** The command a sentence is as a whole, or in one of two thoughts: "that's enough, stop it", 'keep that, it was nice'. */
export function commandIn({ sentence, slots }: Heard): Command | undefined {
  const { commands, reactions } = sentence.lexicon
  // What it is to be called belongs to no pattern.
  const named = sentence.words.filter((_, at) => sentence.claimOf(at) !== 'title')
  const words = named[0]?.low === 'and' ? named.slice(1) : named
  const commandAs = (line: string): Command | undefined =>
    commands.find(({ pattern }) => pattern.test(line))
  const whole = commandAs(` ${lineOf(words)}`)
  // Nobody commands at length.
  if (whole || saysMore(slots) || words.length > 24) return whole
  for (let at = 1; at < words.length; at++) {
    const [left, right] = [words.slice(0, at), words.slice(at)].map((half) => {
      const plain = withoutManners(half, sentence.lexicon)
      return ` ${lineOf(plain.length > 0 ? plain : half)}`
    }) as [string, string]
    const [first, second] = [commandAs(left), commandAs(right)]
    if (first && (second?.intent === first.intent || reactions.some((said) => said.test(right))))
      return first
    if (second && (first ?? reactions.find((said) => said.test(left)))) return second
  }
  return undefined
}

/** Whether there is more in it than a command has a use for. */
function saysMore(slots: Heard['slots']): boolean {
  const { title: _title, seconds: _seconds, reference, ...others } = slots
  const said = { ...others, ...(reference && Object.keys(reference).length > 1 && { reference }) }
  return Object.values(said).some((one) => one !== undefined)
}
