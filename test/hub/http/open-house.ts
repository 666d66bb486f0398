import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Composition } from '#core/score/piece.ts'
import { type Broker, openBroker } from '#hub/broker/broker.ts'
import { type Http, openHttp } from '#hub/http/http.ts'
import { keepPatch } from '#hub/keep-patch.ts'
import { type Library, openLibrary } from '#hub/library/library.ts'
import type { Workshop } from '#hub/library/making.ts'
import { openProviders } from '#hub/providers/providers.ts'
import { systemClock } from '#runtime/clock.ts'
import { openCommandMemory } from '#runtime/command-memory.ts'
import type { PortSetting } from '#runtime/config.ts'
import { sealedWith } from '#runtime/sealed.ts'
import { openLibraryDatabase, silent } from '#test/hub/library/open-library.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'
import { openTempFolder } from '#test/support/temp.ts'

export const liveSecret = 'a-secret-of-live'

/** A hub's HTTP over a real library and broker, on a free port of loopback. */
export type OpenHouse = AsyncDisposable & {
  readonly http: Http
  readonly library: Library
  readonly broker: Broker
  readonly dataDir: string
  readonly url: string
  readonly claimUrl: string | undefined
  /** What the composer was asked, in order. */
  readonly composed: { readonly seed: number; readonly prompt?: string }[]
  readonly rendered: () => number
  /** A call of the API; `as` is a Bearer token or a cookie of a session. */
  call(method: string, path: string, words?: Call): Promise<Response>
  owner(): Promise<string>
}

export type Call = {
  readonly body?: unknown
  readonly token?: string
  readonly cookie?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type HouseWishes = {
  readonly dataDir?: string
  readonly port?: PortSetting
  readonly page?: string
  readonly composer?: Workshop['composer']
  /** Where providers are, as RIGSONG_<NAME>_URL. */
  readonly env?: Readonly<Record<string, string>>
}

export async function openHouse(wishes: HouseWishes = {}): Promise<OpenHouse> {
  const stack = new AsyncDisposableStack()
  const dataDir = wishes.dataDir ?? stack.use(await openTempFolder()).path
  const clock = systemClock
  const database = stack.use(await openLibraryDatabase(dataDir, 'node:sqlite'))
  const library = stack.use(await openLibrary({ database, dataDir, clock, log: silent }))
  const memory = await openCommandMemory(join(dataDir, 'hub', 'commands.ndjson'))
  const users = { hub: 'h', live: liveSecret }
  const broker = stack.use(
    await openBroker({
      hub: 'hub',
      database,
      supervisedUsers: users,
      clock,
      log: silent,
      version: '0.0.0',
      memory,
    }),
  )
  const composed: { seed: number; prompt?: string }[] = []
  let rendered = 0
  const sealed = sealedWith(Buffer.alloc(32, 7).toString('base64url'))
  const bus = broker.bus
  const providers = stack.use(
    await openProviders({ database, sealed, bus, clock, log: silent, env: wishes.env ?? {} }),
  )
  const http = stack.use(
    await openHttp({
      config: {
        dataDir,
        hub: 'hub',
        httpPort: wishes.port ?? { port: 0, chosen: true },
        processes: ['live'],
      },
      library,
      database,
      bus,
      providers,
      broker,
      composer: wishes.composer ?? {
        async compose(ask) {
          composed.push({ seed: ask.seed, ...(ask.prompt !== undefined && { prompt: ask.prompt }) })
          return compositionOf(ask.seed)
        },
      },
      renderer: {
        async renderWav() {
          rendered += 1
          return { wav: wav(), seconds: 6, lufs: -14, truePeakDb: -1.5, peaks: [0, 0.5, 1] }
        },
      },
      current: async () => (await library.pieces.list({ limit: 1 })).page[0]?.id,
      page: wishes.page ?? join(dataDir, 'no-page'),
      handed: { users },
      clock,
      log: silent,
      version: '0.0.0',
    }),
  )
  await keepPatch(broker.bus, library.rigs)
  const { url, claimUrl } = await http.listen()
  const base = url.replace('localhost', '127.0.0.1')
  return {
    http,
    library,
    broker,
    dataDir,
    url: base,
    claimUrl,
    composed,
    rendered: () => rendered,
    call: (method, path, words = {}) => call(base, method, path, words),
    owner: () => ownerToken(dataDir),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

/** 1,000 bytes that pass for a sound. */
export const wav = (): Uint8Array => Uint8Array.from({ length: 1000 }, (_, i) => i % 251)

export function compositionOf(seed: number): Composition {
  const { spec, engine, lengthBeats, form, chords, parts } = pieceOf('x')
  return { spec, seed, engine, lengthBeats, form, chords, parts }
}

async function ownerToken(dataDir: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  return (await readFile(join(dataDir, 'hub', 'owner-token'), 'utf8')).trim()
}

function call(
  base: string,
  method: string,
  path: string,
  { body, token, cookie, headers = {} }: Call,
): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return fetch(base + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      // As the page of the hub would send it.
      ...(cookie !== undefined && { cookie, origin: base }),
      ...headers,
    },
    ...(body !== undefined && { body: text }),
  })
}

/** The cookie that an answer sets, as it is sent back. */
export const cookieOf = (answer: Response): string =>
  answer.headers.getSetCookie()[0]!.split(';')[0]!

/** A built page of one screen and one asset. */
export async function buildPage(folder: string): Promise<string> {
  const page = join(folder, 'dist')
  await mkdir(join(page, 'assets'), { recursive: true })
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Rigsong</title>')
  await writeFile(join(page, 'assets', 'page-1a2b3c.js'), 'export {}')
  return page
}
