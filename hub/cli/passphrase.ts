import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { fileError } from '#runtime/files.ts'
import type { Cli, CliOption } from './cli.ts'

/** Never an argument: those stand in the list of processes and in the shell's history. */
export const passphraseFile: CliOption = {
  flags: '--passphrase-file <file>',
  says: 'file whose first line is the passphrase; else it is asked for',
}

/** The passphrase of a file, or what somebody types; `twice` where a slip would lock it for ever. */
export async function passphraseFor(
  cli: Cli,
  file: string | boolean | undefined,
  { twice = false }: { readonly twice?: boolean } = {},
): Promise<string> {
  if (typeof file === 'string') return firstLineOf(resolve(cli.cwd, file))
  const typed = await cli.secret('Passphrase: ')
  if (typed === '')
    throw new HubError('bad-request', 'there is no passphrase', {
      hint: 'Type one, or name a file that has it: --passphrase-file FILE.',
    })
  if (twice && (await cli.secret('Once more: ')) !== typed)
    throw new HubError('bad-request', 'the two were not the same', {
      hint: 'Try again; nothing was written.',
    })
  return typed
}

async function firstLineOf(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).split(/\r?\n/)[0]!
  } catch (cause) {
    throw fileError(cause, path)
  }
}
