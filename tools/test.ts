import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'

/** What the run of the tests tells, one fact a message. */
export type Told =
  | { readonly is: 'at'; readonly what: string }
  | { readonly is: 'passed' }
  | { readonly is: 'failed'; readonly test: string; readonly why: string }
  | { readonly is: 'skipped'; readonly test: string; readonly reason: string }
  | { readonly is: 'open'; readonly resources: readonly string[] }
  | { readonly is: 'over' }

/** What the run is asked; the answer to 'open?' shows whether its loop still turns. */
export type Order = { readonly files: readonly string[]; readonly grep?: string } | 'open?'

const root = join(import.meta.dirname, '..')
const usage =
  'node tools/test.ts [--all] [--grep WORDS] [--deadline SECONDS] [test/folder or file …]'

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      grep: { type: 'string' },
      deadline: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const deadlineS = Number(values.deadline ?? (values.all ? 5400 : 600))
  const files = testFiles(positionals)
  const tally = await run(
    { files, ...(values.grep !== undefined && { grep: values.grep }) },
    values.all,
    deadlineS,
  )
  return report(tally)
}

/** The test files below the given folders, or all of them. */
function testFiles(wanted: readonly string[]): readonly string[] {
  const paths = wanted.length > 0 ? wanted : ['test']
  return paths.flatMap((path) => {
    if (!existsSync(path)) throw new Error(`there is no ${path}; ${usage}`)
    return statSync(path).isDirectory() ? globSync(`${path}/**/*.test.ts`).sort() : [path]
  })
}

type Tally = {
  passed: number
  readonly failures: { readonly test: string; readonly why: string }[]
  readonly skips: { readonly test: string; readonly reason: string }[]
}

/**
 * Runs the tests in a process of their own, so that one that blocks or crashes is named and ended
 * with everything it started, and the last line is printed all the same.
 */
async function run(order: Exclude<Order, string>, all: boolean, deadlineS: number): Promise<Tally> {
  const tally: Tally = { passed: 0, failures: [], skips: [] }
  const configHome = mkdtempSync(join(tmpdir(), 'rigsong-config-'))
  const env = {
    // Every process that a test starts loads our code in half the time.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
    ...process.env,
    // The key of whoever runs the tests is not theirs to make.
    XDG_CONFIG_HOME: configHome,
    // Debian keeps mosquitto where only root's path leads.
    PATH: [process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter),
    ...(all && { RIGSONG_TEST_ALL: '1' }),
  }
  const child = fork(join(import.meta.dirname, 'test-run.ts'), [], {
    env,
    cwd: root,
    detached: true,
  })
  const interrupt = (): void => endGroup(child)
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)

  let at = 'the start'
  let over = false
  let timer: NodeJS.Timeout | undefined
  child.on('message', (told: Told) => {
    timer ??= setTimeout(() => void giveUp(), deadlineS * 1000)
    if (told.is === 'at') at = told.what
    else if (told.is === 'passed') tally.passed += 1
    else if (told.is === 'failed') tally.failures.push(told)
    else if (told.is === 'skipped') tally.skips.push(told)
    else if (told.is === 'over') over = true
  })
  const giveUp = async (): Promise<void> => {
    const why = `the tests were not over after ${deadlineS} s, at ${at}; ${await stillOpen(child)}`
    tally.failures.push({ test: 'deadline', why })
    over = true
    endGroup(child)
  }

  const gone = once(child, 'exit')
  child.send(order)
  const [code, signal] = await gone
  clearTimeout(timer)
  // A broker or a hub that a test forgot must not outlive the run.
  endGroup(child)
  rmSync(configHome, { recursive: true, force: true })
  if (!over) tally.failures.push({ test: 'run', why: `ended with ${signal ?? code} at ${at}` })
  return tally
}

async function stillOpen(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  child.on('message', (told: Told) => {
    if (told.is === 'open') resolve(`still open: ${told.resources.join(', ') || 'nothing'}`)
  })
  child.send('open?' satisfies Order)
  const timer = setTimeout(() => resolve('its loop is blocked'), 2000)
  const answer = await promise
  clearTimeout(timer)
  return answer
}

function endGroup(child: ChildProcess): void {
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch {
    // Everything has ended by itself.
  }
}

/** Prints what failed, what was skipped and, last, the two numbers; returns the exit code. */
function report({ passed, failures, skips }: Tally): number {
  const failed = [...failures, ...forbiddenSkips(skips)]
  for (const { test, why } of failed) print(`\n✗ ${test}\n${why.replace(/^/gm, '    ')}`)
  const counts = Object.entries(Object.groupBy(skips, ({ reason }) => reason))
  const reasons = counts.map(([reason, some = []]) => `${reason} (${some.length})`).sort()
  print(`\n${skips.length} skipped${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`)
  print(`${passed} passed, ${failed.length} failed`)
  return failed.length > 0 || passed === 0 ? 1 : 0
}

/** Where every change is checked, a test may stay silent only for a reason on the short list. */
function forbiddenSkips(skips: Tally['skips']): Tally['failures'] {
  if (process.env.CI !== 'true') return []
  const allowed: readonly string[] = JSON.parse(
    readFileSync(join(root, 'test', 'allowed-skips.json'), 'utf8'),
  )
  return skips
    .filter(({ reason }) => !allowed.includes(reason))
    .map(({ test, reason }) => ({
      test,
      why: `skipped because ${reason}, which is not in test/allowed-skips.json`,
    }))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) process.exit(await main())
