import type { watch } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import type { Log } from '#runtime/log.ts'
import { findAmong, type Plugged } from './presence/find.ts'
import { glancer } from './presence/glancer.ts'
import { type CardDevice, cardDevices, midiPorts, namesLeft } from './presence/midi-ports.ts'
import { namePorts } from './presence/names.ts'
import { pathFinder } from './presence/path.ts'
import { plugBook } from './presence/plug-book.ts'
import { serialPorts } from './presence/serial-ports.ts'
import { nodeOf } from './presence/sysfs.ts'
import { watchFolder } from './presence/watch-folder.ts'

/** Where a place is now. */
export type Found =
  | { readonly found: 'absent' }
  /** `plug` is another number after each plugging in, also where it looks as it did before. */
  | { readonly found: 'here'; readonly port: PresentPort; readonly plug: number }
  /** Several ports fit, and nobody said which: never guessed. */
  | { readonly found: 'ambiguous'; readonly ports: readonly PresentPort[] }

/** What is plugged in, as the kernel says it. */
export type Presence = AsyncDisposable & {
  ports(): readonly PresentPort[]
  /** `kind` tells the ports of a device apart that has both. */
  find(place: Place, kind?: PresentPort['kind']): Found
  /** Called after each change, from now on. */
  watch(changed: () => void): Disposable
  /** What keeps us from seeing more, such as no ALSA. */
  notes(): readonly string[]
}

export type PresenceParts = {
  readonly log: Log
  /** The names of the ports of the ALSA sequencer; asked seldom, for some ways to ask cost a client. */
  readonly sequencer?: () => readonly string[]
  readonly dev?: string
  readonly sys?: string
  readonly proc?: string
  readonly watchFiles?: typeof watch
}

/** A plug makes many events; the sequencer is asked when they are over. */
const quietMs = 250
/** A look that opens and asks nothing, for where no events come: containers, bind mounts. */
const glanceMs = 500
const pollMs = 5000

/**
 * Sees what is plugged into this machine: serial ports and MIDI devices in sysfs, MIDI programs at the
 * sequencer. Opens none of them, and needs no udev and no rights.
 * @example await using presence = await openPresence({ log, sequencer })
 */
export async function openPresence({
  log,
  sequencer = () => [],
  dev = '/dev',
  sys = '/sys',
  proc = '/proc',
  watchFiles,
}: PresenceParts): Promise<Presence> {
  const watchers = new Set<() => void>()
  const findPath = pathFinder()
  const number = plugBook()
  const glance = glancer({ dev, sys, proc })
  let plugged: readonly Plugged[] = []
  let hidden: readonly string[] = []
  let hasSequencer = false
  let names: readonly string[] = []
  let cards: readonly CardDevice[] = []
  let dirty = false
  let asks = false
  let scanning: Promise<void> | undefined
  let quiet: NodeJS.Timeout | undefined
  let closed = false

  /** Looks at everything, one look after the other. */
  function scan(ask: boolean): Promise<void> {
    dirty = true
    asks ||= ask
    scanning ??= scanWhileDirty().finally(() => {
      scanning = undefined
    })
    return scanning
  }

  async function scanWhileDirty(): Promise<void> {
    while (dirty && !closed) {
      const ask = asks
      dirty = false
      asks = false
      try {
        await look(ask)
      } catch (cause) {
        // Out of descriptors, for one: what was there counts until we can look again.
        log.warn('could not look for ports', { cause })
      }
    }
  }

  async function look(ask: boolean): Promise<void> {
    const [serial, devices, seq] = await Promise.all([
      serialPorts(sys, dev),
      cardDevices(sys, dev),
      nodeOf(join(dev, 'snd', 'seq')),
    ])
    if (closed) return
    hidden = serial.hidden
    hasSequencer = seq !== undefined
    if (ask && hasSequencer) {
      names = sequencer()
      cards = devices
    }
    // A card that came before the sequencer was asked must be known with its ports.
    const now = ask && hasSequencer ? await cardDevices(sys, dev) : devices
    if (closed) return
    names = hasSequencer ? namesLeft(names, cards, now) : []
    cards = now
    const before = JSON.stringify(plugged)
    plugged = number(
      namePorts([...serial.ports, ...midiPorts(cards, hasSequencer ? names : undefined)]),
    )
    if (JSON.stringify(plugged) !== before) for (const changed of [...watchers]) changed()
  }

  function stirred(): void {
    if (closed) return
    void scan(false)
    clearTimeout(quiet)
    quiet = setTimeout(() => void scan(true), quietMs)
  }

  const folders = [dev, join(dev, 'snd')].map((folder) => watchFolder(folder, stirred, watchFiles))
  await glance()
  await scan(true)
  const glancing = setInterval(() => {
    for (const folder of folders) folder.retry()
    void glance().then((isNew) => {
      if (isNew) stirred()
    })
  }, glanceMs)
  const polling = setInterval(() => void scan(true), pollMs)

  return {
    ports: () => plugged.map(({ port }) => port),
    find: (place, kind) =>
      place.by === 'path' ? findPath(place.path, plugged) : findAmong(plugged, place, kind),
    watch(changed) {
      watchers.add(changed)
      return { [Symbol.dispose]: () => void watchers.delete(changed) }
    },
    notes: () => [
      ...(hasSequencer ? [] : [`There is no ALSA sequencer (${join(dev, 'snd', 'seq')}).`]),
      ...hidden.map(
        (path) => `${path} is not in our /dev; give it to the container with --device.`,
      ),
    ],
    async [Symbol.asyncDispose]() {
      closed = true
      watchers.clear()
      for (const folder of folders) folder[Symbol.dispose]()
      clearInterval(glancing)
      clearInterval(polling)
      clearTimeout(quiet)
      await scanning
    },
  }
}
