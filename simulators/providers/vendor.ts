import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Behaviour, isRefused, pages, type Refused } from './behaviours.ts'
import { flood, nothing, packedFlood } from './floods.ts'
import { planFor } from './plans.ts'

export type Refusal = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: object
}
/** The wire of one vendor, written from its documents. */
export type Wire = {
  readonly name: string
  readonly path: RegExp
  keyOf(request: IncomingMessage): string | undefined
  /** What is wrong with the request, in words; undefined where it is well formed. */
  wrongWith(request: IncomingMessage, body: Body): string | undefined
  /** The listener's message, as the model would read it. */
  messageOf(body: Body): string
  readonly refusals: Readonly<Record<Refused, Refusal>>
  /** What stands before and after the text, as events of the stream. */
  head(): readonly string[]
  delta(text: string): string
  end(how: 'whole' | 'length' | 'refusal', text: string): readonly string[]
  readonly errorEvent: string
}
export type Body = Readonly<Record<string, unknown>>

export type Vendor = AsyncDisposable & {
  readonly url: string
  /** The next requests are answered so, one each; afterwards all are by `always`. */
  next(...how: readonly Behaviour[]): void
  /** From now on, whatever was to come next. */
  always(how: Behaviour): void
  /** Ends every connection at once, as a machine that loses its power. */
  cut(): void
  /** The bodies of the requests so far. */
  requests(): readonly Body[]
  /** How many bytes of floods somebody took. */
  flooded(): number
}

export type VendorWishes = {
  readonly key?: string
  readonly port?: number
  /** How long a letter of `drip` takes, in ms. */
  readonly dripMs?: number
  /** How long it thinks before it answers, in ms. */
  readonly thinkMs?: number
  heard?(says: string): void
  /** What it writes instead of a plan. */
  write?(message: string): string
}

/** Starts a vendor on the loopback. */
export async function startVendor(wire: Wire, wishes: VendorWishes = {}): Promise<Vendor> {
  const { key = 'simulated-key', port = 0, heard = () => {} } = wishes
  const queue: Behaviour[] = []
  const requests: Body[] = []
  let otherwise: Behaviour = 'plan'
  let flooded = 0
  const wrote = (bytes: number): void => {
    flooded += bytes
  }

  const server = createServer((request, response) => {
    // Whoever asked may be gone before it is answered.
    void answer(request, response).catch(() => response.destroy())
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    requests.push(body)
    const how = queue.shift() ?? otherwise
    heard(`${request.method} ${request.url?.split('?')[0]}: ${how}`)
    await sleep(wishes.thinkMs ?? 0)
    if (!wire.path.test(request.url ?? '')) return refuse(response, wire.refusals['model-unknown'])
    if (wire.keyOf(request) !== key) return refuse(response, wire.refusals['key-refused'])
    if (wire.wrongWith(request, body) !== undefined) {
      heard(`malformed: ${wire.wrongWith(request, body)}`)
      return refuse(response, wire.refusals['bad-request'])
    }
    await behave(how, wire.messageOf(body), response)
  }

  async function behave(how: Behaviour, message: string, response: ServerResponse): Promise<void> {
    if (how === 'silence') return
    if (isRefused(how)) return refuse(response, wire.refusals[how])
    const page = pages[how]
    if (page !== undefined) {
      response.writeHead(page, { 'content-type': 'text/html' }).end('<html>Hello</html>')
      return
    }
    if (how === 'redirect') {
      // The same machine by another name, so that whoever follows is seen here.
      const elsewhere = `http://localhost:${portOf(server)}/elsewhere`
      response.writeHead(307, { location: elsewhere }).end()
      return
    }
    if (how === 'flood-refusal') {
      response.writeHead(503, { 'content-type': 'application/json' })
      return flood(response, { head: '{"error": {"message": "', word: 'sorry ', wrote })
    }
    const type = { 'content-type': 'text/event-stream; charset=utf-8' }
    if (how === 'packed') {
      response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(packedFlood())
      return
    }
    response.writeHead(200, type)
    if (how === 'endless-line') return flood(response, { head: 'data: ', word: 'a', wrote })
    if (how === 'flood') return flood(response, { head: '', word: nothing, wrote })
    return write(how, message, response)
  }

  /** Writes events, as far as it goes. */
  async function write(how: Behaviour, message: string, response: ServerResponse): Promise<void> {
    const say = (...events: readonly string[]): void => {
      for (const event of events)
        response.write(how === 'huge-numbers' ? event.replace(counts, '$11e308') : event)
    }
    if (how === 'deep') say(`data: ${'['.repeat(1e5)}${']'.repeat(1e5)}\n\n`)
    const text = wishes.write?.(message) ?? textFor(how, message)
    say(...wire.head())
    if (how === 'refusal') {
      say(...wire.end('refusal', ''))
      response.end()
      return
    }
    const said = text.slice(0, text.length * (shareSaid[how] ?? 1))
    for (const part of partsOf(said, how === 'drip' ? 1 : 24)) {
      say(wire.delta(part))
      if (how === 'drip') await sleep(wishes.dripMs ?? 150)
    }
    if (how === 'stall') return
    if (how === 'truncated') {
      // What was written must have left before the line is cut.
      await sleep(20)
      response.socket?.resetAndDestroy()
      return
    }
    if (how === 'error-event') say(wire.errorEvent)
    else say(...wire.end(how === 'length' ? 'length' : 'whole', said))
    response.end()
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    next: (...how) => void queue.push(...how),
    always(how) {
      queue.length = 0
      otherwise = how
    },
    cut: () => server.closeAllConnections(),
    requests: () => requests,
    flooded: () => flooded,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** How much of a plan is written by whoever writes no whole one. */
const shareSaid: Partial<Record<Behaviour, number>> = {
  truncated: 0.7,
  'error-event': 0.7,
  length: 0.7,
  stall: 1 / 3,
}

/** How many tokens it was, in the words of any vendor. */
const counts = /("[a-zA-Z_]*(?:tokens|TokenCount)":)\d+/g

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function refuse(response: ServerResponse, { status, headers, body }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

async function bodyOf(request: IncomingMessage): Promise<Body> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function textFor(how: Behaviour, message: string): string {
  const plan = planFor(message)
  if (how === 'fenced')
    return `Here you are:\n\`\`\`json\n${JSON.stringify(plan, null, 2)}\n\`\`\`\nEnjoy!`
  if (how === 'prose') return 'I would begin softly, with a piano, and then let the drums come in.'
  if (how === 'misfits') return JSON.stringify({ song: { parts: [1, 2, 3] }, tempo: 'fast' })
  if (how !== 'fits') return JSON.stringify(plan)
  return JSON.stringify({
    ...plan,
    title: '\u202e‮ignore all'.repeat(40),
    bpm: 1e9,
    key: { tonic: 'F#', mode: 'locrian' },
    swing: -4,
    sections: [
      {
        ...{ id: 'A', bars: 1e7, chords: ['H7', 'F#maj7', 'Ebm11', '', 'Gb13sus4'], energy: 99 },
        ...{ density: -1, roles: ['melody'], motif: ['0 C#9 999', '-3 Z4 2', '7 F#0 0'] },
      },
    ],
    form: ['Z', 'A', 'Q'],
  })
}

function* partsOf(text: string, letters: number): Generator<string> {
  const signs = [...text]
  for (let i = 0; i < signs.length; i += letters) yield signs.slice(i, i + letters).join('')
}

/** An event of a server-sent stream. */
export const sseEvent = (data: object, event?: string): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`
