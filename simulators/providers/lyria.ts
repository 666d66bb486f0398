import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'

/** What the simulated Lyria can be told to do with a session. */
export const lyriaBehaviours = {
  bed: 'a bed, faster than real time',
  binary: 'the same in binary frames',
  'key-refused': 'the key is not known',
  'out-of-credit': 'no quota at all',
  'rate-limit': 'too many sessions',
  'model-unknown': 'there is no such model',
  'bad-request': 'the messages are malformed',
  refusal: 'every prompt is filtered',
  truncated: 'the connection breaks in the middle',
  'no-setup': 'the setup is never completed',
  silence: 'the setup is completed and nothing is played',
  hush: 'sound without sound: all samples are zero',
  fits: 'messages that are none of its own among the sound',
  'another-rate': 'sound at 44.1 kHz, in mono',
  'no-such-sound': 'sound at a rate that nothing plays',
  'endless-message': 'one message without end',
  flood: 'messages without end that say nothing',
  deep: 'a message of brackets in brackets',
  html: 'the error page of a proxy',
  'html-forbidden': 'a proxy that lets nobody through',
  redirect: 'go and ask another host',
} as const
export type LyriaBehaviour = keyof typeof lyriaBehaviours
export const lyriaBehaviourNames = Object.keys(lyriaBehaviours) as readonly LyriaBehaviour[]

/** How a session that is not wanted is closed. */
const closings: Partial<Record<LyriaBehaviour, readonly [number, string]>> = {
  'out-of-credit': [1011, 'Quota exceeded for metric, limit: 0'],
  'rate-limit': [1011, 'You exceeded your current quota'],
  'model-unknown': [1008, 'models/nobody is not found'],
}

export type SimulatedLyria = AsyncDisposable & {
  readonly url: string
  next(...how: readonly LyriaBehaviour[]): void
  always(how: LyriaBehaviour): void
  cut(): void
  /** Every message of every session, in order. */
  messages(): readonly Message[]
  /** How often it was called at all. */
  called(): number
}
export type Message = Readonly<Record<string, unknown>>

const path =
  /^\/ws\/google\.ai\.generativelanguage\.v1(?:alpha|beta)\.GenerativeService\.BidiGenerateMusic$/
const chunkSeconds = 2
const rate = 48_000

/** Lyria RealTime on the loopback: setup, prompts, config, play, and two seconds of sound a message. */
export async function startLyria({
  key = 'simulated-key',
  port = 0,
  heard = () => {},
}: {
  readonly key?: string
  readonly port?: number
  heard?(says: string): void
} = {}): Promise<SimulatedLyria> {
  const queue: LyriaBehaviour[] = []
  const messages: Message[] = []
  let otherwise: LyriaBehaviour = 'bed'
  let called = 0
  const server = createServer()
  const sockets = new WebSocketServer({ noServer: true })

  server.on('upgrade', (request, stream, head) => {
    called += 1
    const how = queue.shift() ?? otherwise
    heard(`session: ${how}`)
    const answer = pages[how]
    if (answer !== undefined) {
      // The same machine by another name, so that whoever follows is seen here.
      const elsewhere = `location: http://localhost:${portOf(server)}/elsewhere`
      stream.end(`HTTP/1.1 ${answer}\r\n${elsewhere}\r\ncontent-length: 0\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => {})
      if (isRight(request, key) && how !== 'key-refused') session(socket, how)
      else socket.close(1008, 'API key not valid. Please pass a valid API key.')
    })
  })
  server.on('request', () => {
    called += 1
  })

  function session(socket: WebSocket, how: LyriaBehaviour): void {
    const told: Message[] = []
    socket.on('message', (data) => {
      const message = read(String(data))
      if (!message || Object.keys(message).length !== 1) {
        socket.close(1007, 'Invalid message')
        return
      }
      messages.push(message)
      told.push(message)
      if ('setup' in message) setUp(socket, how)
      else if (!told.some((one) => 'setup' in one)) socket.close(1007, 'Setup first')
      else if (message.playbackControl === 'PLAY') play(socket, how, told)
      else if (message.playbackControl === 'STOP') socket.close(1000)
    })
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `ws://127.0.0.1:${portOf(server)}`,
    next: (...how) => void queue.push(...how),
    always(how) {
      queue.length = 0
      otherwise = how
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate()
    },
    messages: () => messages,
    called: () => called,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate()
      const closed = once(server, 'close')
      sockets.close()
      server.close()
      await closed
    },
  }
}

/** Answers to whoever would open a session. */
const pages: Partial<Record<LyriaBehaviour, string>> = {
  html: '502 Bad Gateway',
  'html-forbidden': '403 Forbidden',
  redirect: '307 Temporary Redirect',
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function isRight({ url = '' }: IncomingMessage, key: string): boolean {
  const { pathname, searchParams } = new URL(url, 'ws://here')
  return path.test(pathname) && searchParams.get('key') === key
}

function read(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message
  } catch {
    return undefined
  }
}

function setUp(socket: WebSocket, how: LyriaBehaviour): void {
  const closing = closings[how]
  if (closing) socket.close(...closing)
  else if (how === 'bad-request') socket.close(1007, 'Request contains an invalid argument.')
  else if (how !== 'no-setup') say(socket, { setupComplete: {} }, how)
}

function play(socket: WebSocket, how: LyriaBehaviour, told: readonly Message[]): void {
  if (how === 'silence') return
  const content = told.find((one) => 'clientContent' in one)?.clientContent as
    | { weightedPrompts?: { text: string }[] }
    | undefined
  if (how === 'refusal') {
    for (const { text } of content?.weightedPrompts ?? [])
      say(socket, { filteredPrompt: { text, filteredReason: 'unsafe' } }, how)
    return
  }
  let at = 0
  const turn = setInterval(() => {
    if (how === 'truncated' && at >= 2) {
      clearInterval(turn)
      socket.terminate()
      return
    }
    if (how === 'endless-message') {
      socket.send(Buffer.alloc(2 ** 20, ' '), { fin: false })
      return
    }
    if (how === 'flood')
      for (let i = 0; i < 64; i++) say(socket, { usage: ' '.repeat(2 ** 16) }, how)
    if (how === 'deep') socket.send('['.repeat(2 ** 20))
    if (how === 'flood' || how === 'deep') return
    if (how === 'fits') say(socket, { serverContent: { audioChunks: 'none' }, usage: [] }, how)
    const data = tone(at, how === 'hush' ? 0 : 6000).toString('base64')
    const chunk = { data, mimeType: sounds[how] ?? 'audio/pcm;rate=48000', sourceMetadata: {} }
    say(socket, { serverContent: { audioChunks: [chunk] } }, how)
    at += 1
  }, 10)
  socket.on('close', () => clearInterval(turn))
}

const sounds: Partial<Record<LyriaBehaviour, string>> = {
  'another-rate': 'audio/l16; rate=44100; channels=1',
  'no-such-sound': 'audio/pcm;rate=8000000',
}

function say(socket: WebSocket, message: object, how: LyriaBehaviour): void {
  const text = JSON.stringify(message)
  if (socket.readyState === socket.OPEN) socket.send(how === 'binary' ? Buffer.from(text) : text)
}

/** Two seconds of a soft fifth, as little-endian stereo samples. */
function tone(chunk: number, level: number): Buffer {
  const frames = rate * chunkSeconds
  const bytes = Buffer.alloc(frames * 4)
  for (let i = 0; i < frames; i++) {
    const seconds = (chunk * frames + i) / rate
    bytes.writeInt16LE(Math.round(level * Math.sin(2 * Math.PI * 220 * seconds)), i * 4)
    bytes.writeInt16LE(Math.round(level * Math.sin(2 * Math.PI * 330 * seconds)), i * 4 + 2)
  }
  return bytes
}
