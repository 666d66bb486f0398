import { HubError } from '#core/errors.ts'
import type { ProviderName } from './provider.ts'

/** The version of OpenAI's API, which stands in the base address. */
const openaiPath = '/v1'

/**
 * Where a provider is: `RIGSONG_<NAME>_URL` of the environment, else its own address. Throws HubError
 * 'bad-settings' for one that cannot be called, or has a password in it.
 */
export function addressOf(
  { name, url }: { readonly name: ProviderName; readonly url: string },
  env: Readonly<Record<string, string | undefined>>,
): string {
  const variable = `RIGSONG_${name.toUpperCase()}_URL`
  const said = env[variable]
  if (said === undefined || said === '') return url
  const found = URL.canParse(said) ? new URL(said) : undefined
  const protocols = name === 'lyria' ? ['ws:', 'wss:'] : ['http:', 'https:']
  if (!found || !protocols.includes(found.protocol) || found.username || found.password)
    throw new HubError('bad-settings', `${variable} is no address to call`, {
      hint: `Set it to an address such as ${url}, without a password.`,
    })
  const base = found.origin + found.pathname.replace(/\/+$/, '')
  return name === 'openai' && found.pathname === '/' ? base + openaiPath : base
}
