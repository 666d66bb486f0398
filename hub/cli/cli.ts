import type { Config } from '#runtime/config.ts'
import type { HubClient } from './hub-client.ts'

/** What the command line touches of the world, handed in so that a test can hold it. */
export type Terminal = {
  readonly env: Readonly<Record<string, string | undefined>>
  /** stdout: data and nothing else. */
  out(text: string): void
  /** stderr: for people. */
  err(text: string): void
  /** Standard input, a line each. */
  lines(): AsyncIterable<string>
  /** Whether somebody types, or holds a pipe, whose end is theirs; not so with /dev/null or a file. */
  readonly attended: boolean
  /** One line that nobody sees being typed. */
  secret(prompt: string): Promise<string>
  readonly cwd: string
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
}

export type Cli = Terminal & {
  readonly config: Config
  readonly json: boolean
  /** A client of the running hub; throws HubError 'hub-unreachable' where none answers. */
  hub(): Promise<HubClient>
  /** Prints `value` as one JSON object with --json, else `text`. */
  print(value: unknown, text: string): void
}

export type CliOption = {
  /** As commander writes it: '--seed <n>'. */
  readonly flags: string
  readonly says: string
  readonly fallback?: string
}

/** Exit codes of every command: 0 ok, 1 failed, 2 usage, 3 hub unreachable, 4 not allowed, 5 partial. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5

/** One command of the line: `words` is its name with its arguments, 'devices add' is a word in a word. */
export type CliCommand = {
  readonly words: string
  readonly args?: string
  readonly says: string
  readonly options?: readonly CliOption[]
  /** Options that are none of its own are among the arguments of `run`. */
  readonly passesOptions?: true
  run(
    cli: Cli,
    args: readonly string[],
    options: Readonly<Record<string, string | boolean | undefined>>,
  ): Promise<ExitCode>
}
