import { brokerLimits } from '#hub/broker/limits.ts'
import { openRetained } from '#hub/broker/retained.ts'
import { openDatabase } from '#runtime/database.ts'

/** Counts up in 20 states, and tells its parent each count that stands in the database. */
const [, , file, migrations] = process.argv
const log = { debug() {}, info() {}, warn() {}, error() {} }
const database = await openDatabase(file!, { migrations: migrations!, log })
const retained = await openRetained({ hub: 'hub', database, limits: brokerLimits, log })

for (let count = 1; ; count++) {
  const payload = Buffer.from(`${count}`)
  for (let i = 0; i < 20; i++)
    retained.keep({ topic: `rigsong/hub/state/device/d${i}`, payload, qos: 1, by: 'live' })
  await retained.written()
  process.send!(count)
}
