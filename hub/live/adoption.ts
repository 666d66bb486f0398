import type { DeviceDescription } from '#core/rig/description.ts'
import { placeOf } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import type { Rig } from '#core/rig/rig.ts'
import type { Shelf } from '#firmware-bridge/descriptions/shelf.ts'
import type { Presence } from '#firmware-bridge/presence.ts'
import type { Log } from '#runtime/log.ts'
import type { HubDoor } from './journal/push.ts'

/** Brings what is plugged in and known by its description into the rig, without anybody asking. */
export type Adoption = AsyncDisposable & {
  /** The rig is this one now. */
  follow(rig: Rig): void
}

export type AdoptionParts = {
  readonly presence: Presence
  readonly shelf: Pick<Shelf, 'recognise'>
  readonly hub: HubDoor
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
  /** Asks a board what it calls itself; undefined where it does not carry our firmware. */
  readonly ask: (
    path: string,
    signal: AbortSignal,
  ) => Promise<{ readonly name: string } | undefined>
}

const againMs = 1000
const answerWithinMs = 5000

/** Looks at each change of what is plugged in. The hub gives the name and keeps it. */
export function openAdoption(parts: AdoptionParts): Adoption {
  const { presence, shelf, hub, fetch, log } = parts
  const stopping = new AbortController()
  const done = new Set<string>()
  let rig: Rig | undefined
  let news = false
  let working: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined

  function look(): void {
    news = true
    working ??= lookWhileNews().finally(() => {
      working = undefined
      if (news && !stopping.signal.aborted) look()
    })
  }

  /** What changes while it is being looked at is looked at again. */
  async function lookWhileNews(): Promise<void> {
    while (news && !stopping.signal.aborted) {
      news = false
      await adoptAll().catch((cause: unknown) => {
        if (stopping.signal.aborted) return
        log.debug('found device not taken yet', { cause })
        clearTimeout(retry)
        retry = setTimeout(look, againMs)
      })
    }
  }

  async function adoptAll(): Promise<void> {
    const present = presence.ports()
    const names = new Set(present.map(({ name }) => name))
    for (const name of done) if (!names.has(name)) done.delete(name)
    for (const port of present) {
      if (!rig || stopping.signal.aborted) return
      if (done.has(port.name) || isRigged(port, rig)) continue
      const description = await recognise(port)
      if (description) await adopt(port, description)
      done.add(port.name)
    }
  }

  function isRigged(port: PresentPort, { devices, ignored }: Rig): boolean {
    if (ignored.includes(port.name)) return true
    return devices.some((device) => {
      if (device.port === port.name || device.port === port.path) return true
      const place = placeOf(device.port)
      const kind = device.transport === 'usb-midi' ? 'midi' : 'serial'
      const at = place && presence.find(place, kind)
      return at?.found === 'here'
        ? at.port.name === port.name || at.port.path === port.path
        : at?.found === 'ambiguous' && at.ports.some(({ name }) => name === port.name)
    })
  }

  async function recognise(port: PresentPort): Promise<DeviceDescription | undefined> {
    if (isPlumbing(port)) return undefined
    const found = shelf.recognise(port)
    if (!found || port.kind === 'midi' || port.path === undefined) return found
    // The same board can carry our firmware or Firmata: only it can say which.
    const said = await parts.ask(port.path, stopping.signal)
    return said ? shelf.recognise(port, said) : found
  }

  async function adopt(port: PresentPort, { id, transport }: DeviceDescription): Promise<void> {
    const answer = await fetch(new URL('/api/v1/devices/found', hub.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ port: port.name, name: port.title, transport, description: id }),
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerWithinMs)]),
    })
    if (!answer.ok) throw new Error(`the hub answered ${answer.status}`)
    log.info('device found', { port: port.name, description: id })
  }

  const watching = presence.watch(look)
  return {
    follow(next) {
      rig = next
      look()
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      watching[Symbol.dispose]()
      clearTimeout(retry)
      await working
    },
  }
}

/** Programs that only lead MIDI from one place to another: nobody plays them. */
const isPlumbing = ({ name }: PresentPort): boolean =>
  /^alsa:(?:Midi Through|System|PipeWire)/.test(name)
