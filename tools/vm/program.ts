import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** What a program of the system said; throws where it failed or does not exist. */
export async function said(
  program: string,
  words: readonly string[],
  cwd?: string,
): Promise<string> {
  const { stdout } = await exec(program, words, { cwd, maxBuffer: 64 * 1024 * 1024 })
  return stdout
}

export const succeeds = (
  program: string,
  words: readonly string[],
  cwd?: string,
): Promise<boolean> =>
  said(program, words, cwd).then(
    () => true,
    () => false,
  )

/** Beside the guest's own words, which go to the standard output. */
export function tell(line: string): void {
  process.stderr.write(`vm: ${line}\n`)
}
