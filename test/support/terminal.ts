import type { Terminal } from '#hub/cli/cli.ts'
import { runCli } from '#hub/cli/program.ts'

export type Ran = { readonly code: number; readonly out: string; readonly err: string }

/** Runs `rigsong …` in this process, on a terminal made of strings. */
export async function runInTerminal(
  argv: readonly string[],
  {
    env = {},
    cwd = '/',
    input = [],
    secrets = [],
    signal = new AbortController().signal,
    attended = false,
    hear = () => {},
  }: Partial<Pick<Terminal, 'env' | 'cwd' | 'signal' | 'attended'>> & {
    input?: Iterable<string> | AsyncIterable<string>
    /** What is typed where a secret is asked for, in order. */
    secrets?: readonly string[]
    /** Hears standard output while it runs. */
    hear?: (text: string) => void
  } = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const typed = [...secrets]
  const code = await runCli(argv, {
    env,
    cwd,
    signal,
    attended,
    out(text) {
      out += text
      hear(text)
    },
    err(text) {
      err += text
    },
    async *lines() {
      yield* input
    },
    async secret() {
      if (typed.length > 0) return typed.shift()!
      for await (const line of input) return line
      return ''
    },
  })
  return { code, out, err }
}
