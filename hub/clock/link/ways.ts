import type { Log } from '#runtime/log.ts'
import { type Hear, type LinkWay, openWay, ownAddresses } from './sockets.ts'

/** The ways by all networks of this machine; networks come and go. */
export type LinkWays = AsyncDisposable & {
  all(): readonly LinkWay[]
  /** What is to be said to the player: that there is no network to meet anybody on. */
  hint(): string | undefined
}

const lookEveryMs = 5000

/**
 * @param addresses those of this machine where left out
 * @param lost a way is no more, and whoever was heard by it
 */
export async function openWays({
  port,
  addresses = ownAddresses,
  hear,
  lost,
  log,
}: {
  port: number
  addresses?: (() => readonly string[]) | undefined
  hear: Hear
  lost: (way: LinkWay) => void
  log: Log
}): Promise<LinkWays> {
  const ways = new Map<string, LinkWay>()
  let ended = false
  let refused = ''
  let looking = look()
  const timer = setInterval(() => {
    looking = looking
      .then(look)
      .catch((cause: unknown) => log.warn('no look at networks', { cause }))
  }, lookEveryMs)

  function close(address: string, why: string): void {
    const way = ways.get(address)
    if (!way) return
    ways.delete(address)
    way[Symbol.dispose]()
    lost(way)
    log.info('link way closed', { address, why })
  }

  async function look(): Promise<void> {
    const there = new Set(addresses())
    for (const address of [...ways.keys()])
      if (!there.has(address)) close(address, 'the network is gone')
    const opened: string[] = []
    for (const address of there) if (!ways.has(address)) opened.push(await open(address))
    const why = opened.filter(Boolean).join('; ')
    // Once, and not every few seconds.
    if (ways.size === 0 && why !== refused) log.warn('no network for link', { why })
    refused = why
  }

  /** Why it cannot be; empty where it could. */
  async function open(address: string): Promise<string> {
    try {
      const way = await openWay(address, { port, hear, lost: (why) => close(address, why) })
      if (ended) way[Symbol.dispose]()
      else ways.set(address, way)
      return ''
    } catch (cause) {
      return `${address}: ${cause instanceof Error ? cause.message : String(cause)}`
    }
  }

  await looking
  return {
    all: () => [...ways.values()],
    hint: () =>
      ways.size > 0
        ? undefined
        : 'No network to meet peers on; we look again every few seconds. Plug in a cable or join a WiFi.',
    async [Symbol.asyncDispose]() {
      ended = true
      clearInterval(timer)
      await looking
      for (const way of ways.values()) way[Symbol.dispose]()
      ways.clear()
    },
  }
}
