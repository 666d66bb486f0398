import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import Mocha from 'mocha'
import { HubError } from '#core/errors.ts'
import type { Order, Told } from './test.ts'

// The child of tools/test.ts: mocha over the files it is sent.

const root = join(import.meta.dirname, '..')

process.on('message', (order: Order) => {
  if (order === 'open?') tell({ is: 'open', resources: process.getActiveResourcesInfo() })
  else void runFiles(order)
})

function tell(told: Told): void {
  process.send?.(told)
}

async function runFiles({ files, grep }: Exclude<Order, string>): Promise<void> {
  const options = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'))
  const mocha = new Mocha({
    timeout: options.timeout,
    checkLeaks: options.checkLeaks,
    // Counts, and prints nothing.
    reporter: Mocha.reporters.Base,
    ...(grep !== undefined && { grep }),
  })
  mocha.globals(options.global)
  // Mocha's own loading stops at the first file that does not load; the others should still run.
  for (const file of files) await load(mocha, file)
  const runner = mocha.run(() => {
    // Sent and handed over before the exit, or the last test would be lost.
    process.send?.({ is: 'over' } satisfies Told, () => process.exit(0))
  })
  tellEverything(runner)
}

async function load(mocha: Mocha, file: string): Promise<void> {
  const path = join(root, relative(root, file))
  tell({ is: 'at', what: `the loading of ${file}` })
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, path, mocha)
  try {
    const loaded = await import(pathToFileURL(path).href)
    mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_REQUIRE, loaded, path, mocha)
  } catch (error) {
    mocha.suite.addTest(
      new Mocha.Test(`${relative(root, path)} loads`, () => {
        throw error
      }),
    )
  }
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_POST_REQUIRE, globalThis, path, mocha)
}

/** One line a file as it goes, and everything to the parent. */
function tellEverything(runner: Mocha.Runner): void {
  let file = ''
  let begun = performance.now()
  let count = 0
  let bad = 0
  const endFile = (next: string): void => {
    if (file !== '' && count + bad > 0) {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      const failed = bad > 0 ? `, ${bad} failed` : ''
      process.stdout.write(
        `${bad > 0 ? '✗' : '✓'} ${file}  ${count} passed${failed}  ${seconds} s\n`,
      )
    }
    if (next !== file) {
      file = next
      begun = performance.now()
      count = 0
      bad = 0
    }
  }
  runner.on('test', (test) => {
    const of = fileOf(test)
    if (of !== file) endFile(of)
    tell({ is: 'at', what: titleOf(test) })
  })
  runner.on('hook', (hook) => tell({ is: 'at', what: titleOf(hook) }))
  runner.on('pass', () => {
    count += 1
    tell({ is: 'passed' })
  })
  runner.on('fail', (test, error) => {
    bad += 1
    tell({ is: 'failed', test: titleOf(test), why: whyOf(error) })
  })
  runner.on('pending', (test) => {
    tell({ is: 'skipped', test: titleOf(test), reason: reasonOf(test) })
  })
  runner.on('end', () => endFile(''))
}

const fileOf = (test: Mocha.Runnable): string => (test.file ? relative(root, test.file) : '')

const titleOf = (test: Mocha.Runnable): string =>
  [fileOf(test), ...test.titlePath()].filter((word) => word !== '').join(' › ')

/** What test/support/skip.ts left at the test, or at a suite around it. */
function reasonOf(test: Mocha.Test): string {
  let place: (Mocha.Test | Mocha.Suite) & { skipReason?: string } = test
  while (place.skipReason === undefined && place.parent) place = place.parent
  return place.skipReason ?? 'no reason given'
}

/** The message, the lines of our own that led there, the hint and the causes. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const frames = (error.stack ?? '')
    .split('\n')
    .filter(
      (line) => /^\s+at /.test(line) && line.includes('file://') && !line.includes('node_modules'),
    )
    .map((line) => line.replace(pathToFileURL(`${root}/`).href, '').trim())
  const hint = error instanceof HubError ? [`(${error.code}) ${error.hint}`] : []
  const cause = error.cause === undefined ? [] : [`because ${whyOf(error.cause)}`]
  return [`${error.name}: ${error.message}`, ...hint, ...frames, ...cause].join('\n')
}
