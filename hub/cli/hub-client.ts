import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ErrorCode, errorCodes, HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import type { Config } from '#runtime/config.ts'
import { readIfThere } from '#runtime/files.ts'
import { readTokens } from '#runtime/token-file.ts'

/** The HTTP API of a running hub as the command line calls it. */
export type HubClient = {
  readonly url: string
  /** Where the broker of a hub on this machine is. */
  readonly broker?: string
  /** Answers the parsed body; throws HubError with the hub's own code and hint. */
  call<T>(method: string, path: string, body?: unknown): Promise<T>
  bytes(path: string): Promise<Uint8Array>
  /** An open /live socket. */
  live(): Promise<WebSocket>
}

const Address = v.object({ http: v.string(), broker: v.optional(v.string()) })
const Problem = v.looseObject({
  title: v.optional(v.string()),
  detail: v.optional(v.string()),
  code: v.optional(v.string()),
  fix: v.optional(v.string()),
})

/**
 * Finds the hub: RIGSONG_HUB_URL or --hub, else the address the running hub left in the data folder;
 * the token: RIGSONG_TOKEN_FILE, else the owner's token beside it.
 */
export async function openHubClient(config: Config): Promise<HubClient> {
  const address = config.hubUrl ? { http: config.hubUrl } : await addressIn(config.dataDir)
  const url = address.http.replace(/\/$/, '')
  const token = await tokenFor(config)
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}

  async function send(method: string, path: string, body?: unknown): Promise<Response> {
    const request: RequestInit = { method, headers }
    if (body !== undefined) {
      request.headers = { ...headers, 'content-type': 'application/json' }
      request.body = JSON.stringify(body)
    }
    const response = await fetch(url + path, request).catch((cause: unknown) => {
      throw unreachable(url, cause)
    })
    if (!response.ok) throw await problemOf(response)
    return response
  }

  const client: HubClient = {
    url,
    ...('broker' in address && address.broker && { broker: address.broker }),
    async call<T>(method: string, path: string, body?: unknown) {
      const response = await send(method, path, body)
      const text = await response.text()
      return (text === '' ? undefined : JSON.parse(text)) as T
    },
    async bytes(path) {
      return new Uint8Array(await (await send('GET', path)).arrayBuffer())
    },
    live: () => openLive(url, headers),
  }
  await client.call('GET', '/api/v1/health')
  return client
}

async function addressIn(dataDir: string): Promise<v.InferOutput<typeof Address>> {
  const file = join(dataDir, 'hub', 'address.json')
  try {
    return v.parse(Address, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    throw new HubError('hub-unreachable', `no hub has run with the data folder ${dataDir}`, {
      hint: 'Start one with `npm start`, or name it with --hub or RIGSONG_HUB_URL.',
      cause,
    })
  }
}

/** A token file has a line name:secret, the owner's own nothing but the secret. */
async function tokenFor({ tokenFile, dataDir }: Config): Promise<string | undefined> {
  if (tokenFile !== undefined) return (await readTokens(tokenFile))[0].secret
  const text = await readIfThere(join(dataDir, 'hub', 'owner-token'))
  return text && Buffer.from(text).toString().trim()
}

async function openLive(url: string, headers: Record<string, string>): Promise<WebSocket> {
  const address = `${url.replace(/^http/, 'ws')}/live`
  const socket = new WebSocket(address, { protocols: ['rigsong.live.v1'], headers })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', (event) => reject(unreachable(address, event)), { once: true })
  })
  return socket
}

async function problemOf(response: Response): Promise<HubError> {
  const found = v.safeParse(Problem, await response.json().catch(() => ({})))
  const problem = found.success ? found.output : {}
  const message = problem.detail ?? problem.title ?? `the hub answered ${response.status}`
  return new HubError(codeOf(problem.code, response.status), message, {
    hint: problem.fix ?? 'Look at the log of the hub.',
  })
}

function codeOf(code: string | undefined, status: number): ErrorCode {
  if (code !== undefined && code in errorCodes) return code as ErrorCode
  if (status === 401) return 'not-signed-in'
  if (status === 403) return 'not-allowed'
  if (status === 404) return 'not-found'
  return status < 500 ? 'bad-request' : 'internal'
}

const unreachable = (url: string, cause: unknown): HubError =>
  new HubError('hub-unreachable', `no hub answers at ${url}`, {
    hint: 'Start it with `npm start`, or name another with --hub or RIGSONG_HUB_URL.',
    cause,
  })
