import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

/** Compiles what `npm start` will load, once after an install, so that already the first start is quick. */
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'))
const entries = [
  '#runtime/supervise.ts',
  '#runtime/database/node-sqlite-worker.ts',
  '#runtime/bus.ts',
  'mqtt',
  '#hub/hub.ts',
  '#flows/flows.ts',
  'node-red',
  '#hub/live/live.ts',
  '#hub/live/engine-worker.ts',
  '#hub/live/journal/journal-worker.ts',
  '#hub/clock/clock-worker.ts',
  '#hub/engine/compose-worker.ts',
  '#hub/audio/render-worker.ts',
]
// A worker's file misses its parent and stops; what it imports is compiled all the same.
for (const entry of entries) await import(entry).catch(() => {})
flushCompileCache()
process.exit(0)
