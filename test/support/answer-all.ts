import type { Bus } from '#core/bus/bus.ts'
import type { Answer, CommandName } from '#core/bus/topics.ts'

/** A command that somebody sent. */
export type AskedOf = {
  readonly command: CommandName
  readonly words: Readonly<Record<string, unknown>>
}

/** What the owners of commands answer. */
const answers: { readonly [N in CommandName]?: (words: never) => Answer<N> } = {
  generate: () => ({ piece: 'pc_1', title: 'Slow Rain', seed: 1 }),
  play: ({ piece }: { piece: string }) => ({ piece, startsAtMs: 500 }),
  stop: () => ({}),
  panic: () => ({ released: 3 }),
  keep: () => ({ take: 'tk_1', lengthMs: 8000, notes: 12 }),
  scene: ({ scene = 'next' }: { scene?: string }) => ({ scene }),
  macro: () => ({}),
  output: () => ({}),
  set: () => ({}),
  publish: () => ({ publication: 'pb_1', status: 'draft' }),
  say: () => ({}),
}

/**
 * Answers every command that flows send, as its owner would; what was asked stands in the list.
 * @param deaf commands that nobody owns
 */
export async function answerAll(bus: Bus, deaf: readonly CommandName[] = []): Promise<AskedOf[]> {
  const asked: AskedOf[] = []
  for (const command of Object.keys(answers) as CommandName[]) {
    if (deaf.includes(command)) continue
    await bus.answer(command, ({ id: _id, replyTo: _to, by: _by, ...words }) => {
      asked.push({ command, words })
      return answers[command]!(words as never) as never
    })
  }
  return asked
}
