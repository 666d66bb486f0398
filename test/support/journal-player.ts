import { flushCompileCache } from 'node:module'
import { openJournal } from '#hub/live/journal/journal.ts'
import { systemClock } from '#runtime/clock.ts'
import { quietLog } from './live.ts'

/** A process that journals a note every millisecond until it is killed, and says how far it is. */
const folder = process.argv[2]!
const journal = await openJournal({ folder, session: 'ss_test' }, { log: quietLog })
// What a kill would keep from being written.
flushCompileCache()
setInterval(() => {
  const atMs = systemClock.now()
  journal.write({
    type: 'midi',
    atMs,
    device: 'keys',
    bytes: [0x90, Math.floor(atMs) & 127, 100],
    author: { kind: 'human', player: 'ada', device: 'keys' },
  })
  process.send?.(atMs)
}, 1)
process.on('disconnect', () => process.exit(0))
