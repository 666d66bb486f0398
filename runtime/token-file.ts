import { readFile } from 'node:fs/promises'
import { HubError } from '#core/errors.ts'

/** A user of the bus, as a token file names it. */
export type Token = { readonly name: string; readonly secret: string }

/**
 * Reads a token file: a line `name:secret` for each process. Throws HubError 'bad-settings' where it
 * cannot be read or holds anything else; what it holds is never said.
 */
export async function readTokens(file: string): Promise<readonly [Token, ...Token[]]> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new HubError('bad-settings', `the token file ${file} cannot be read`, {
      hint: 'Name the file of rigsong token mqtt with RIGSONG_TOKEN_FILE.',
      cause,
    })
  })
  const tokens = text
    .trim()
    .split(/\s*\n\s*/)
    .map(tokenFrom)
  const [first, ...rest] = tokens.filter((token) => token !== undefined)
  if (first !== undefined && rest.length + 1 === tokens.length) return [first, ...rest]
  throw new HubError('bad-settings', `the token file ${file} is not one`, {
    hint: 'It holds a line name:secret for each process, as rigsong token mqtt prints it.',
  })
}

function tokenFrom(line: string): Token | undefined {
  const [, name, secret] = /^([\w-]+):(\S+)$/.exec(line) ?? []
  return name === undefined || secret === undefined ? undefined : { name, secret }
}
