import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { systemClock } from '#runtime/clock.ts'
import type { Red, Stored } from './red.ts'

/** The way to a hub. */
export type HubLink = {
  /** Rejects with what to do where there is no way. */
  bus(): Promise<Bus>
  readonly clock: Clock
  /** Whether its clock is ours. */
  readonly sameMachine: boolean
  /** Called at each change; never where the hub is our own. */
  onConnection(hear: (up: boolean) => void): Disposable
}

/** What a config node carries. */
export const linked: unique symbol = Symbol.for('rigsong.hub-link')

/** The hub a node names, else our own, else none. */
export function linkOf(red: Red, stored: Stored): HubLink {
  const named = typeof stored.hub === 'string' && stored.hub !== ''
  const node = named ? red.nodes.getNode(stored.hub as string) : undefined
  if (typeof node === 'object' && node !== null && linked in node)
    return (node as { [linked]: HubLink })[linked]
  const own = red.settings.rigsong
  const clock = own?.clock ?? systemClock
  const way = { clock, sameMachine: true, onConnection: () => ({ [Symbol.dispose]() {} }) }
  if (own && !named) return { ...way, bus: async () => own.bus }
  return { ...way, bus: () => Promise.reject(noHub(named)) }
}

const noHub = (named: boolean): HubError =>
  new HubError('hub-unreachable', named ? 'its hub is not in this flow' : 'no hub is chosen', {
    hint: 'Open the node and choose a hub, or add one.',
  })
