import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const root = join(import.meta.dirname, '../../../hub/web')
let built: Promise<string> | undefined

/** The folder of the page as visitors get it: built once a run, gone when the run ends. */
export function builtPage(): Promise<string> {
  built ??= buildInto(mkdtempSync(join(tmpdir(), 'rigsong-page-')))
  return built
}

async function buildInto(folder: string): Promise<string> {
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const configFile = join(root, 'vite.config.ts')
  await build({ root, configFile, logLevel: 'error', build: { outDir: folder } })
  return folder
}
