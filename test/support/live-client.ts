/** A screen as the hub sees it: one /live socket that hears topics and plays keys. */
export type LiveClient = AsyncDisposable & {
  /** Everything heard so far, oldest first. */
  readonly heard: readonly Heard[]
  subscribe(topic: string): void
  /** Sends raw MIDI bytes as this screen's keys. */
  play(...bytes: readonly number[]): void
  /** The first that fits, heard already or still to come; fails after `withinMs`. */
  hear<T>(topic: RegExp, fits?: (payload: T) => boolean, withinMs?: number): Promise<T>
}

export type Heard = { readonly topic: string; readonly payload: unknown }

/** Opens /live with a token, as the command line does. */
export async function openLiveClient(url: string, token: string): Promise<LiveClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/live`, {
    protocols: ['rigsong.live.v1'],
    headers: { authorization: `Bearer ${token}` },
  })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve())
    socket.addEventListener('error', () => reject(new Error('/live refused')))
  })
  const topics: string[] = []
  const heard: Heard[] = []
  const waiting = new Set<() => void>()

  socket.addEventListener('message', ({ data }) => {
    const message: unknown = JSON.parse(String(data))
    if (Array.isArray(message))
      for (const [id, , , payload] of message as [number, number, number, unknown][])
        heard.push({ topic: topics[id]!, payload })
    else {
      const { op, id, data: payload } = message as { op: string; id: number; data: unknown }
      if (op === 'snap') heard.push({ topic: topics[id]!, payload })
    }
    for (const look of waiting) look()
  })

  return {
    heard,
    subscribe(topic) {
      const id = topics.push(topic) - 1
      socket.send(JSON.stringify({ op: 'sub', id, topic, mode: 'all' }))
    },
    play(...bytes) {
      socket.send(JSON.stringify({ op: 'input', bytes }))
    },
    hear: <T>(topic: RegExp, fits: (payload: T) => boolean = () => true, withinMs = 10_000) =>
      new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(new Error(`heard no ${topic} in ${withinMs} ms, only ${JSON.stringify(heard)}`))
        }, withinMs)
        const look = (): void => {
          const found = heard.find((one) => topic.test(one.topic) && fits(one.payload as T))
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found.payload as T)
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      // A hub that was killed has closed it already.
      if (socket.readyState === WebSocket.CLOSED) return
      const closed = new Promise((resolve) => socket.addEventListener('close', resolve))
      socket.close()
      await closed
    },
  }
}
