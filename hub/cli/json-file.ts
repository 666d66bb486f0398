import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { parseJson } from '#core/json.ts'
import type { Cli } from './cli.ts'

/** What a file of `wroteBy` holds, such as 'rigsong rig export'. */
export async function readJson({ cwd }: Cli, file: string, wroteBy: string): Promise<object> {
  try {
    return parseJson(await readFile(resolve(cwd, file), 'utf8')) as object
  } catch (cause) {
    throw new HubError('bad-request', `${file} cannot be read`, {
      hint: `Name a file that ${wroteBy} wrote.`,
      cause,
    })
  }
}
