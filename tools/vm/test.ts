/**
 * Runs the tests of test/vm on a virtual machine of their own, in one boot.
 *
 *   node tools/vm/test.ts [--may-skip] [--grep WORDS] [--deadline SECONDS] [test/vm/one.vm.ts …]
 *
 * Where the machine cannot be had, it says what is missing and fails; with --may-skip it passes where
 * this computer is one that cannot have it at all.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MissingPart } from './parts.ts'
import { tell } from './program.ts'
import { runScript } from './script.ts'

const root = join(import.meta.dirname, '..', '..')

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'may-skip': { type: 'boolean', default: false },
      grep: { type: 'string' },
      deadline: { type: 'string', default: '1800' },
    },
  })
  process.chdir(root)
  const files = positionals.length > 0 ? positionals : globSync('test/vm/*.vm.ts').sort()
  const words = [
    // Ends before the guest is ended, and then says where it stood.
    ...['--deadline', String(Number(values.deadline) - 60)],
    ...(values.grep === undefined ? [] : ['--grep', values.grep]),
    ...files,
  ]
  const ears = {
    out: (bytes: Buffer) => process.stdout.write(bytes),
    err: (bytes: Buffer) => process.stderr.write(bytes),
  }
  try {
    return await runScript(
      join(root, 'tools', 'test.ts'),
      words,
      ears,
      Number(values.deadline) * 1000,
    )
  } catch (error) {
    if (!(error instanceof MissingPart)) throw error
    if (!values['may-skip'] || !error.never) {
      tell(error.message)
      return 1
    }
    process.stdout.write(`\n${files.length} files skipped: ${error.message}\n`)
    return 0
  }
}

if (import.meta.main) process.exitCode = await main()
