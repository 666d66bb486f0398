import { spawnSync } from 'node:child_process'
import type { Context } from 'mocha'

/** Skips a test and says why; the run's last lines count the reasons. */
export function skip(context: Context, reason: string): never {
  const test = context.test
  // The reporter reads the reason here: mocha keeps no place of its own for it. Skipping in a
  // `before` hook skips the tests of its suite.
  const skipped = test && 'type' in test && test.type === 'hook' ? test.parent : test
  if (skipped) Object.assign(skipped, { skipReason: reason })
  context.skip()
  throw new Error(`mocha went on after the skip: ${reason}`)
}

/** Skips a test that needs a program of the system, such as mosquitto, where it is missing. */
export function skipWithout(context: Context, program: string): void {
  const found = spawnSync('sh', ['-c', 'command -v -- "$1"', 'sh', program])
  if (found.status !== 0) skip(context, `${program} is not installed`)
}
