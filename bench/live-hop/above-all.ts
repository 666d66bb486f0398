import { execFileSync } from 'node:child_process'
import type { PtyKit } from '#test/support/pty.ts'

/** The world outside has no other work: its share of the measured time should be the least. */
export function aboveAll({ pid }: PtyKit): void {
  try {
    execFileSync('chrt', ['-a', '-r', '-p', '60', String(pid)], { stdio: 'ignore' })
  } catch {
    // Without the right to it every layout is measured with the same wavering hand.
  }
}
