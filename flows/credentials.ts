import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { v } from '#core/schema.ts'
import type { Credentials } from './node.ts'

const algorithm = 'aes-256-ctr'
const ivBytes = 16

/** As Node-RED keeps them: the start of the counter as hex, then the secret text as base64. */
const Sealed = v.object({ $: v.pipe(v.string(), v.minLength(2 * ivBytes)) })

const cipherKey = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** Node-RED's own form of sealed credentials, under `credentialSecret`. */
export function sealCredentials(credentials: Credentials, secret: string): Credentials {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, cipherKey(secret), iv)
  const text = cipher.update(JSON.stringify(credentials), 'utf8', 'base64') + cipher.final('base64')
  return { $: iv.toString('hex') + text }
}

/** Undefined where they were sealed under another secret. */
export function openCredentials(sealed: Credentials, secret: string): Credentials | undefined {
  const found = v.safeParse(Sealed, sealed)
  // Without a seal there is nothing to open: a hub with no credentials yet.
  if (!found.success) return sealed
  const text = found.output.$
  const iv = Buffer.from(text.slice(0, 2 * ivBytes), 'hex')
  if (iv.length !== ivBytes) return undefined
  const decipher = createDecipheriv(algorithm, cipherKey(secret), iv)
  try {
    // This cipher opens with any key; whether it was the right one shows in the words.
    const words =
      decipher.update(text.slice(2 * ivBytes), 'base64', 'utf8') + decipher.final('utf8')
    const credentials: unknown = JSON.parse(words)
    return v.is(v.record(v.string(), v.unknown()), credentials) ? credentials : undefined
  } catch {
    return undefined
  }
}
