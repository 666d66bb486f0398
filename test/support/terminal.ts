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
  }: Partial<Record<'env', Terminal['env']>> & {
    cwd?: string
    input?: readonly string[]
  } = {},
): Promise<Ran> {
  let out = ''
  let err = ''
  const code = await runCli(argv, {
    env,
    cwd,
    signal: new AbortController().signal,
    out(text) {
      out += text
    },
    err(text) {
      err += text
    },
    async *lines() {
      yield* input
    },
  })
  return { code, out, err }
}
