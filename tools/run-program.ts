import { type SpawnOptions, spawn } from 'node:child_process'

export type Ran = { readonly code: number | null; readonly output: string }

/** Runs a program and takes everything it says; `code` is null where it did not start or was ended. */
export function runProgram(
  program: string,
  args: readonly string[],
  how: Pick<SpawnOptions, 'cwd' | 'env' | 'shell'> = {},
): Promise<Ran> {
  const child = spawn(program, args, { ...how, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
