import { placeOf } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import { findAmong, type Plugged } from '#firmware-bridge/presence/find.ts'
import { pathFinder } from '#firmware-bridge/presence/path.ts'
import type { Presence } from '#firmware-bridge/presence.ts'

/** A machine whose sockets a test plugs things into by hand. */
export type FakePresence = Presence & {
  /**
   * Plugs something in under the name that a rig has for it, and says so to whoever watches. A device
   * on USB gets the next free /dev/ttyACM…; `words` say what is to be otherwise.
   * @example presence.plug('usb:2341:0043/serial=A1', { path: '/dev/ttyACM1' })
   */
  plug(name: string, words?: Partial<PresentPort>): PresentPort
  /** Pulls out everything of this name; undefined pulls out everything. */
  unplug(name?: string): void
  /** Calls whoever watches though nothing is new, as after somebody changed the rights of a file. */
  stir(): void
}

/** What is not plugged in here is found by its path where such a file exists, as on a real machine. */
export function fakePresence(): FakePresence {
  const watchers = new Set<() => void>()
  const findPath = pathFinder()
  let plugged: readonly Plugged[] = []
  let plugs = 0

  const stir = (): void => {
    for (const changed of [...watchers]) changed()
  }

  return {
    ports: () => plugged.map(({ port }) => port),
    find(place, kind) {
      if (place.by !== 'path') return findAmong(plugged, place, kind)
      const listed = plugged.find(({ port }) => port.path === place.path)
      if (!listed) return findPath(place.path, plugged)
      return { found: 'here', port: listed.port, plug: listed.plug }
    },
    watch(changed) {
      watchers.add(changed)
      return { [Symbol.dispose]: () => void watchers.delete(changed) }
    },
    notes: () => [],
    plug(name, words = {}) {
      const taken = plugged.map(({ port }) => port.path)
      const port: PresentPort = { ...portNamed(name, taken), ...words }
      plugs += 1
      plugged = [...plugged, { port, plug: plugs }]
      stir()
      return port
    },
    unplug(name) {
      plugged = plugged.filter(({ port }) => name !== undefined && port.name !== name)
      stir()
    },
    stir,
    async [Symbol.asyncDispose]() {
      watchers.clear()
    },
  }
}

function portNamed(name: string, taken: readonly (string | undefined)[]): PresentPort {
  const place = placeOf(name)
  if (place?.by === 'path') return { name, kind: 'serial', title: name, path: place.path }
  if (place?.by === 'alsa')
    return { name, kind: 'midi', title: place.client, sequencer: `${place.client}:out 128:0` }
  if (place?.by !== 'usb') throw new Error(`nothing is plugged in by the name ${name}`)
  const { vendor, product, serial, path = '1-1' } = place
  const free = [0, 1, 2, 3, 4, 5, 6, 7].find((n) => !taken.includes(`/dev/ttyACM${n}`))
  return {
    ...{ name, kind: 'serial', title: name, path: `/dev/ttyACM${free}` },
    usb: { vendor, product, path, ...(serial !== undefined && { serial }) },
  }
}
