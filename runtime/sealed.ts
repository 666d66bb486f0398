import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { HubError } from '#core/errors.ts'

/** Keeps words so that only this process can read them again. */
export type Sealed = {
  /** `label` says what it is, such as 'provider openai'; sealed words open under no other. */
  seal(words: string, label: string): string
  /** Throws HubError 'secret-unreadable' where the key is another one, or the words were changed. */
  open(sealed: string, label: string): string
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** @param key 32 bytes as base64url, the lasting key that the supervisor hands to a process */
export function sealedWith(key: string): Sealed {
  const secret = Buffer.from(key, 'base64url')
  if (secret.length !== 32) throw new TypeError('the key of a process is not 32 bytes')
  return {
    seal(words, label) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, secret, nonce).setAAD(Buffer.from(label))
      const body = Buffer.concat([cipher.update(words, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed, label) {
      const bytes = Buffer.from(sealed, 'base64url')
      const nonce = bytes.subarray(0, nonceBytes)
      const tag = bytes.subarray(nonceBytes, nonceBytes + tagBytes)
      const body = bytes.subarray(nonceBytes + tagBytes)
      try {
        const decipher = createDecipheriv(algorithm, secret, nonce, { authTagLength: tagBytes })
        decipher.setAAD(Buffer.from(label)).setAuthTag(tag)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch (cause) {
        throw new HubError('secret-unreadable', `the secret of ${label} cannot be read`, {
          hint: 'The key of this hub is not the one it was kept with. Say the secret again.',
          cause,
        })
      }
    },
  }
}
