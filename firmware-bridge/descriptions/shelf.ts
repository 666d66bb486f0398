import { type FSWatcher, watch } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import type { DeviceDescription } from '#core/rig/description.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import { type Transport, transportNames } from '#core/rig/transports.ts'
import type { Log } from '#runtime/log.ts'
import { readDescription } from './read.ts'
import { recognise, type Said } from './recognise.ts'

/** The devices that are described: those shipped with us, and the maker's own. */
export type Shelf = AsyncDisposable & {
  find(id: string): DeviceDescription | undefined
  /** By id. */
  all(): readonly DeviceDescription[]
  /** What is plugged in here; `said` is what it answered when it was asked. Undefined where nobody knows. */
  recognise(port: PresentPort, said?: Said): DeviceDescription | undefined
  /** What a device of this transport is read by where nothing more is known of it. */
  generic(transport: Transport): DeviceDescription
  /** What could not be read, and what to do about it. */
  notes(): readonly string[]
}

export type ShelfParts = {
  readonly shipped: string
  /** The maker's folder: made where it is missing, and watched. */
  readonly own: string
  readonly log: Log
  /** Another description, or another note, since the last time. */
  readonly onChange: () => void
}

/** Where the descriptions are that come with us. */
export const shippedDevices = join(import.meta.dirname, '..', 'devices')

/** By which description a device is read that nobody described. */
export const generics: Readonly<Record<Transport, string>> = {
  'usb-midi': 'generic-midi',
  din: 'generic-din',
  'hub-frames': 'generic-hub-frames',
  firmata: 'generic-firmata',
  elm327: 'elm327',
  nmea: 'nmea-gps',
  mqtt: 'generic-mqtt',
  osc: 'generic-osc',
}

/** An editor writes a file in several steps. */
const settleMs = 100

/**
 * Reads all descriptions. One of the maker's own stands before a shipped one of the same id; one that
 * cannot be read is noted and changes nothing: what it described before stays.
 * @throws HubError 'description-malformed' where a shipped one that is needed is missing
 */
export async function openShelf({ shipped, own, log, onChange }: ShelfParts): Promise<Shelf> {
  await mkdir(own, { recursive: true, mode: 0o700 })
  const ours = openFolder(shipped, log)
  const theirs = openFolder(own, log)
  let known: ReadonlyMap<string, DeviceDescription> = new Map()
  await ours.read()
  const lacking = transportNames.filter(
    (name) => ours.all().get(generics[name])?.transport !== name,
  )
  if (lacking.length > 0)
    throw new HubError('description-malformed', `no description of ${lacking.join(', ')}`, {
      hint: 'The installation is damaged: install Rigsong anew.',
    })
  // Before they are read, so that no change falls between.
  const watching = watchFolder(own, log, async () => {
    if (!(await theirs.read())) return
    known = together()
    onChange()
  })
  await theirs.read()
  known = together()

  function together(): ReadonlyMap<string, DeviceDescription> {
    const both = [...ours.all(), ...theirs.all()].sort(([one], [other]) => (one < other ? -1 : 1))
    return new Map(both)
  }

  function generic(transport: Transport): DeviceDescription {
    const id = generics[transport]
    const found = known.get(id)
    return found?.transport === transport ? found : ours.all().get(id)!
  }

  return {
    find: (id) => known.get(id),
    all: () => [...known.values()],
    recognise(port, said) {
      // Who copied a description for a device of theirs means theirs.
      const mine = [...theirs.all().values()]
      const found = recognise([...mine, ...known.values()], port, said)
      if (found) return found
      if (port.kind === 'midi') return generic('usb-midi')
      return said?.name === undefined ? undefined : generic('hub-frames')
    },
    generic,
    notes: () => [...ours.notes(), ...theirs.notes(), ...watching.notes()],
    async [Symbol.asyncDispose]() {
      await watching[Symbol.asyncDispose]()
    },
  }
}

/** A file as it was read last. */
type Read = {
  /** Left out where it could not be read at all. */
  readonly text: string | undefined
  readonly description?: DeviceDescription | undefined
  readonly note?: string
}

/** The descriptions of a folder; what did not change stays the same object. */
function openFolder(folder: string, log: Log) {
  let files: ReadonlyMap<string, Read> = new Map()

  async function readOne(name: string): Promise<Read> {
    const before = files.get(name)
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (before && before.text === text) return before
    try {
      return { text, description: readDescription(textOf(text, name), name) }
    } catch (error) {
      if (!(error instanceof HubError)) throw error
      log.warn('description not read', { folder, why: error.message, hint: error.hint })
      const note = `${error.message}. ${error.hint}`
      return { text, description: before?.description, note }
    }
  }

  return {
    /** Reads what changed; false where nothing did. */
    async read(): Promise<boolean> {
      const names = (await readdir(folder)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort()
      const now = new Map<string, Read>()
      for (const name of names) now.set(name, await readOne(name))
      const isSame =
        now.size === files.size && names.every((name) => now.get(name) === files.get(name))
      files = now
      return !isSame
    },
    all: (): ReadonlyMap<string, DeviceDescription> =>
      new Map(
        [...files.values()].flatMap(({ description }) =>
          description ? [[description.id, description] as const] : [],
        ),
      ),
    notes: (): readonly string[] => [...files.values()].flatMap(({ note }) => note ?? []),
  }
}

function textOf(text: string | undefined, name: string): string {
  if (text !== undefined) return text
  throw new HubError('description-malformed', `${name} cannot be read`, {
    hint: 'Give the user of the hub the right to read it.',
  })
}

/** Calls `changed` a moment after something changed in a folder, one call at a time. */
function watchFolder(folder: string, log: Log, changed: () => Promise<void>) {
  const notes: string[] = []
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  let watcher: FSWatcher | undefined

  const failed = (cause: unknown): void => {
    log.warn('descriptions not watched', { folder, cause })
    notes.push(`Changes in ${folder} are seen at the next start only.`)
  }
  const read = (): void => {
    working = working.then(changed).catch((cause: unknown) => {
      log.warn('descriptions not read', { folder, cause })
    })
  }
  try {
    watcher = watch(folder, () => {
      clearTimeout(timer)
      timer = setTimeout(read, settleMs)
    })
    watcher.on('error', failed)
  } catch (cause) {
    failed(cause)
  }

  return {
    notes: (): readonly string[] => notes,
    async [Symbol.asyncDispose]() {
      watcher?.close()
      clearTimeout(timer)
      await working
    },
  }
}
