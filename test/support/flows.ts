import { spawnSync } from 'node:child_process'
import { request } from 'node:http'
import { join } from 'node:path'
import { flowsSocketOf } from '#runtime/flows-socket.ts'
import type { Child } from '#runtime/keep-alive.ts'
import { openLog } from '#runtime/log.ts'
import { supervise } from '#runtime/supervise.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const entry = join(import.meta.dirname, '..', '..', 'flows', 'main.ts')

/** As `npm start` keeps it. */
const compiled = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'compiled')

/** What came back by the flows' socket. */
export type Answered<T = unknown> = { readonly status: number; readonly body: T }

/** A flows process under a supervisor of its own, with no hub or one that is named. */
export type FlowsStand = AsyncDisposable & {
  readonly dataDir: string
  readonly socket: string
  pid(): number | undefined
  call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Headers,
  ): Promise<Answered<T>>
  /** Until Node-RED answers, again where it starts anew. */
  ready(): Promise<void>
}
type Headers = Readonly<Record<string, string>>

export type StandParts = Partial<Pick<Child, 'as' | 'node'>> & {
  readonly dataDir?: string
  readonly brokerUrl?: string
  readonly secret?: string
  readonly key?: string
  readonly env?: Readonly<Record<string, string>>
  readonly beatEveryMs?: number
}

/** A user of the system who is nobody else, for a process that is to be somebody else than we are. */
export const otherUser = 'nobody'

/** Why this test cannot start a process as that user; undefined where it can. */
export function whyNotOtherUser(): string | undefined {
  if (process.getuid?.() !== 0) return 'this test may not become another user'
  const asOther = ['--reuid', otherUser, '--clear-groups', 'cat', import.meta.filename]
  const { status } = spawnSync('setpriv', asOther)
  return status === 0 ? undefined : 'another user cannot read this repository'
}

export const testKey = 'dGhlIGtleSBvZiBhIHRlc3QsIDMyIGJ5dGVzIGxvbmc'

/** Starts the process and waits until it is ready; the caller disposes of it. */
export async function startFlows(parts: StandParts = {}): Promise<FlowsStand> {
  const { env = {}, as, node, brokerUrl = 'mqtt://127.0.0.1:1', secret = 'secret-of-flows' } = parts
  const folder = parts.dataDir === undefined ? await openTempFolder() : undefined
  const dataDir = parts.dataDir ?? folder!.path
  const socket = flowsSocketOf(dataDir)
  const supervision = supervise({
    children: [
      {
        name: 'flows',
        entry,
        env: {
          RIGSONG_DATA: dataDir,
          RIGSONG_LOG_LEVEL: 'error',
          NODE_COMPILE_CACHE: compiled,
          ...env,
        },
        handed: {
          user: { name: 'flows', secret },
          users: {},
          key: parts.key ?? testKey,
          hubUrl: 'http://127.0.0.1:1',
          brokerUrl,
        },
        ...(as && { as }),
        ...(node && { node }),
      },
    ],
    log: openLog('test', 'error'),
    print: () => {},
    againAfterMs: [50],
    ...(parts.beatEveryMs && { beatEveryMs: parts.beatEveryMs }),
  })
  const call: FlowsStand['call'] = (method, path, body, headers = {}) =>
    callSocket(socket, { method, path, body, headers })
  const ready = (): Promise<void> =>
    until(async () => {
      const { body } = await call<{ state: string }>('GET', '/keeper/status')
      return body.state !== 'starting'
    }, 'the flows')
  const stand: FlowsStand = {
    dataDir,
    socket,
    call,
    ready,
    pid: () => supervision.pidOf('flows'),
    async [Symbol.asyncDispose]() {
      supervision.stop()
      await supervision.ended
      await folder?.[Symbol.asyncDispose]()
    },
  }
  await ready().catch(async (cause: unknown) => {
    await stand[Symbol.asyncDispose]()
    throw cause
  })
  return stand
}

type Call = { method: string; path: string; body: unknown; headers: Headers }

/** One question by a Unix socket, JSON both ways. */
export function callSocket<T>(socketPath: string, call: Call): Promise<Answered<T>> {
  const { method, path, body, headers } = call
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        ...{ socketPath, method, path, agent: false },
        headers: { ...(text && { 'content-type': 'application/json' }), ...headers },
      },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            body: parsed(Buffer.concat(parts).toString()) as T,
          }),
        )
      },
    )
    asking.on('error', reject)
    asking.end(text)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
