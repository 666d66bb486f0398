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
  /** The rig is this one now. Resolves when no port of it is being asked any more. */
  follow(rig: Rig): Promise<void>
  /** The descriptions are others now: what nobody knew may be known. */
  reread(): void
}

type Said = { readonly name: string } | undefined

export type AdoptionParts = {
  readonly presence: Presence
  readonly shelf: Pick<Shelf, 'recognise'>
  readonly hub: HubDoor
  readonly fetch: typeof globalThis.fetch
  readonly log: Log
  /** Asks a board what it calls itself; undefined where it does not carry our firmware. */
  readonly ask: (path: string, signal: AbortSignal) => Promise<Said>
}

/** What we know of something since it was plugged in. */
type Met = {
  readonly plug: number | undefined
  /** Asked once: most boards start anew when they are. */
  answer?: { readonly said: Said } | undefined
  /** Why it is no longer looked at. */
  over?: 'told' | 'unknown' | 'given up'
}

type Asking = { readonly port: PresentPort; giveUp(): void; readonly over: Promise<unknown> }

const firstAgainMs = 1000
const lastAgainMs = 30_000
const answerWithinMs = 5000
/** An answer takes 3.6 s at most; a port that does not open or close would hold up all others. */
const askWithinMs = 8000
const letGoMs = 1000

/** Looks at each change of what is plugged in. The hub gives the name and keeps it. */
export function openAdoption(parts: AdoptionParts): Adoption {
  const { presence, shelf, hub, fetch, log } = parts
  const stopping = new AbortController()
  const met = new Map<string, Met>()
  let rig: Rig | undefined
  let asking: Asking | undefined
  let news = false
  let working: Promise<void> | undefined
  let retry: NodeJS.Timeout | undefined
  let againMs = firstAgainMs

  function look(): void {
    news = true
    working ??= lookWhileNews().finally(() => {
      working = undefined
      if (news && !stopping.signal.aborted) look()
    })
  }

  function lookAnew(): void {
    againMs = firstAgainMs
    look()
  }

  /** What changes while it is being looked at is looked at again. */
  async function lookWhileNews(): Promise<void> {
    while (news && !stopping.signal.aborted) {
      news = false
      clearTimeout(retry)
      if (await adoptAll()) continue
      retry = setTimeout(look, againMs)
      againMs = Math.min(lastAgainMs, againMs * 2)
    }
  }

  /** False where something is to be tried again. */
  async function adoptAll(): Promise<boolean> {
    let good = true
    const present = presence.ports()
    const names = new Set(present.map(({ name }) => name))
    for (const name of met.keys()) if (!names.has(name)) met.delete(name)
    // What need not be asked waits for nobody.
    for (const port of present.toSorted((one, other) => waits(one) - waits(other))) {
      if (stopping.signal.aborted) return true
      try {
        await takeIn(port)
      } catch (cause) {
        // One that another program holds is no reason to leave the others alone.
        log.debug('found device not taken yet', { port: port.name, cause })
        good = stopping.signal.aborted
      }
    }
    return good
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

  /** Takes it in where it is known, in nobody's hands, and not wanted elsewhere. */
  async function takeIn(port: PresentPort): Promise<void> {
    const one = metAt(port)
    if (one.over || isTaken(port, one)) return
    const description = await recognise(port, one)
    if (stopping.signal.aborted || one.over || isTaken(port, one)) return
    if (!presence.ports().some(({ name }) => name === port.name)) return
    if (description) await adopt(port, description)
    one.over = description ? 'told' : 'unknown'
  }

  /** Another plug is another device, also under the same name. */
  function metAt({ name, kind }: PresentPort): Met {
    const place = placeOf(name)
    const found = place && presence.find(place, kind)
    const plug = found?.found === 'here' ? found.plug : undefined
    const before = met.get(name)
    if (before?.plug === plug && before) return before
    const one: Met = { plug }
    met.set(name, one)
    return one
  }

  function isTaken(port: PresentPort, one: Met): boolean {
    if (!rig || !isRigged(port, rig)) return rig === undefined
    // Who removes it means this device, and the hub only knows that it is not to come back by its name.
    if (!rig.devices.some((device) => device.port === port.name)) one.over ??= 'told'
    return true
  }

  async function recognise(port: PresentPort, one: Met): Promise<DeviceDescription | undefined> {
    if (isPlumbing(port)) return undefined
    const found = shelf.recognise(port)
    if (!found || port.kind === 'midi' || port.path === undefined) return found
    // The same board can carry our firmware or Firmata: only it can say which.
    one.answer ??= await askAt(port, port.path, one)
    if (!one.answer) throw new Error('nobody waited for its answer')
    return one.answer.said ? shelf.recognise(port, one.answer.said) : found
  }

  /** Undefined where nobody wants to know any more. */
  async function askAt(port: PresentPort, path: string, one: Met): Promise<Met['answer']> {
    const end = new AbortController()
    const signal = AbortSignal.any([stopping.signal, end.signal])
    const stuck = Promise.withResolvers<'stuck'>()
    const stick = (): void => stuck.resolve('stuck')
    let timer = setTimeout(stick, askWithinMs)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      timer = setTimeout(stick, letGoMs)
    })
    const over = Promise.race([parts.ask(path, signal), stuck.promise])
    asking = { port, giveUp: () => end.abort(), over: over.catch(() => {}) }
    try {
      const said = await over
      if (said === 'stuck') {
        log.warn('port cannot be asked', { port: port.name })
        one.over = 'given up'
      }
      return signal.aborted || said === 'stuck' ? undefined : { said }
    } finally {
      clearTimeout(timer)
      asking = undefined
    }
  }

  async function adopt(port: PresentPort, { id, transport }: DeviceDescription): Promise<void> {
    const answer = await fetch(new URL('/api/v1/devices/found', hub.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${hub.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ port: port.name, name: port.title, transport, description: id }),
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerWithinMs)]),
    })
    // What it does not understand today it will not understand in a second.
    if (answer.status === 400) return log.warn('found device not wanted', { port: port.name })
    if (!answer.ok) throw new Error(`the hub answered ${answer.status}`)
    log.info('device found', { port: port.name, description: id })
  }

  const watching = presence.watch(lookAnew)
  return {
    async follow(next) {
      rig = next
      const now = asking
      if (now && isRigged(now.port, next)) {
        now.giveUp()
        await now.over
      }
      lookAnew()
    },
    reread() {
      for (const [name, { over }] of met) if (over === 'unknown') met.delete(name)
      lookAnew()
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      watching[Symbol.dispose]()
      clearTimeout(retry)
      await working
    },
  }
}

/** Only a serial port has to be asked. */
const waits = ({ kind }: PresentPort): number => (kind === 'serial' ? 1 : 0)

/** Programs that only lead MIDI from one place to another: nobody plays them. */
const isPlumbing = ({ name }: PresentPort): boolean =>
  /^alsa:(?:Midi Through|System|PipeWire)/.test(name)
