import { delimiter, join } from 'node:path'
import { type Ran, runProgram } from './run-program.ts'

const root = join(import.meta.dirname, '..')

/** One program that looks at the whole repository. */
export type Check = {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
  /** How many files it looked at, from what it printed. One that finds nothing to do passes for ever. */
  readonly lookedAt: (output: string) => number
}

export const checks: readonly Check[] = [
  {
    name: 'format and lint',
    command: ['biome', 'check', '--colors=off', '--error-on-warnings'],
    lookedAt: (output) => numberIn(output, /Checked (\d+) files?/),
  },
  {
    name: 'types',
    command: ['tsc', '--noEmit', '--listFiles', '-p', '.'],
    lookedAt: ownFiles,
  },
  {
    name: 'types of the page',
    command: ['tsc', '--noEmit', '--listFiles', '-p', 'hub/web'],
    lookedAt: ownFiles,
  },
  {
    name: 'promises and switches',
    command: ['oxlint', '--type-aware', '-c', '.oxlintrc.json'],
    lookedAt: (output) => numberIn(output, / on (\d+) files?/),
  },
  {
    name: 'dead code',
    command: [
      'knip',
      '--no-progress',
      '--reporter',
      'compact',
      '--reporter',
      './tools/knip-count.mjs',
    ],
    lookedAt: (output) => numberIn(output, /Looked at (\d+) files/),
  },
]

async function main(): Promise<number> {
  let bad = 0
  for (const check of checks) if (!(await passes(check, print))) bad += 1
  return bad > 0 ? 1 : 0
}

/** Runs it and says how it went in a line, with everything it said where it did not go well. */
export async function passes(
  { name, command, lookedAt }: Check,
  print: (line: string) => void,
): Promise<boolean> {
  const begun = performance.now()
  const { code, output } = await run(command)
  const files = lookedAt(output)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  const good = code === 0 && files > 0
  print(`${good ? '✓' : '✗'} ${name}  ${files} files  ${seconds} s`)
  if (!good) print(withoutFileList(output))
  return good
}

/** Runs one of the project's own programs and takes everything it says. */
function run([program, ...args]: Check['command']): Promise<Ran> {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  return runProgram(program, args, {
    cwd: root,
    env: { ...process.env, PATH: path },
    shell: process.platform === 'win32',
  })
}

const numberIn = (output: string, pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? 0)

const isListed = (line: string): boolean =>
  /^\/\S+\.[cm]?tsx?$|^[A-Za-z]:\S+\.[cm]?tsx?$/.test(line)

function ownFiles(output: string): number {
  const listed = output.split('\n').filter(isListed)
  return listed.filter((line) => !line.includes('node_modules')).length
}

const withoutFileList = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !isListed(line))
    .join('\n')
    .trim()

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) process.exit(await main())
