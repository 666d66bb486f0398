import { startLoad } from './load.ts'

process.on('disconnect', () => process.exit(0))
process.send?.(await startLoad(process.argv[2]!))
