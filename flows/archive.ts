import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import { HubError } from '#core/errors.ts'
import { parseJson } from '#core/json.ts'
import { v } from '#core/schema.ts'
import { type Credentials, FlowNode } from './node.ts'
import { Installed, type Kept } from './storage/versions.ts'

const Base64 = v.pipe(v.string(), v.base64())

/** Flows on their way to another hub; their credentials open only with the passphrase. */
export const FlowsArchive = v.object({
  format: v.literal('rigsong-flows'),
  version: v.literal(1),
  flows: v.pipe(v.array(FlowNode), v.readonly()),
  /** Which of them came with Rigsong, as they were then: a hub that takes over all of it goes on updating them. */
  installed: v.exactOptional(Installed),
  credentials: v.object({
    kdf: v.literal('scrypt'),
    salt: Base64,
    iv: Base64,
    tag: Base64,
    sealed: Base64,
  }),
})
export type FlowsArchive = Readonly<v.InferOutput<typeof FlowsArchive>>

const algorithm = 'aes-256-gcm'
/** 64 MB and about a fifth of a second: dear enough for who tries passphrases. */
const cost = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 2 ** 20 }
const keyFrom = promisify<string, Buffer, number, object, Buffer>(scrypt)

/** What can be carried to another hub, or put away. */
export async function packFlows(
  { flows, installed }: Pick<Kept, 'flows' | 'installed'>,
  credentials: Credentials,
  passphrase: string,
): Promise<FlowsArchive> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)]
  const cipher = createCipheriv(algorithm, await keyFrom(passphrase, salt, 32, cost), iv)
  const sealed = Buffer.concat([cipher.update(JSON.stringify(credentials)), cipher.final()])
  return {
    format: 'rigsong-flows',
    version: 1,
    flows,
    installed,
    credentials: {
      kdf: 'scrypt',
      salt: salt.toString('base64'),
      iv: iv.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      sealed: sealed.toString('base64'),
    },
  }
}

/** The credentials of an archive, open. Throws HubError 'bad-request' where the passphrase is another one. */
export async function openArchive(
  { credentials }: FlowsArchive,
  passphrase: string,
): Promise<Credentials> {
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64')
  const key = await keyFrom(passphrase, bytes(credentials.salt), 32, cost)
  try {
    const decipher = createDecipheriv(algorithm, key, bytes(credentials.iv), { authTagLength: 16 })
    decipher.setAuthTag(bytes(credentials.tag))
    const words = Buffer.concat([decipher.update(bytes(credentials.sealed)), decipher.final()])
    return v.parse(v.record(v.string(), v.unknown()), parseJson(words.toString()))
  } catch (cause) {
    throw new HubError('bad-request', 'this passphrase does not open the archive', {
      hint: 'Take the one it was exported with; nothing was changed.',
      cause,
    })
  }
}
