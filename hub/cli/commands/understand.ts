import { understand } from '#core/language/understand.ts'
import type { CliCommand } from '../cli.ts'

/** `rigsong understand --json`, a sentence as argument or one a line on standard input; nothing is done. */
export const understandLines: CliCommand = {
  words: 'understand',
  args: '[sentence...]',
  says: 'say what a sentence would do, without doing it',
  async run(cli, args) {
    const show = (sentence: string): void => {
      const { text, intent, slots } = understand(sentence)
      cli.print({ text, intent, slots }, `${intent ?? 'not for us'}  ${JSON.stringify(slots)}`)
    }
    if (args.length > 0) show(args.join(' '))
    else for await (const line of cli.lines()) show(line)
    return 0
  },
}
