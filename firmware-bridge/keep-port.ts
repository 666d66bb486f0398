import { type ErrorCode, HubError } from '#core/errors.ts'
import type { DeviceState, DeviceStatus } from '#core/rig/device-status.ts'
import { type Place, portName } from '#core/rig/port-name.ts'
import type { PresentPort } from '#core/rig/present-port.ts'
import { type LineLife, lineLife } from './line-life.ts'
import type { Found, Presence } from './presence.ts'

/** What is kept open, and who hears of it. */
export type PortSpec<Line extends AsyncDisposable> = {
  readonly place: Place
  readonly presence: Presence
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  /** Which of its ports, where a device has both; serial where left out. */
  readonly kind?: PresentPort['kind']
  /**
   * Opens the port; `heard` is for every sign of life, `lost` once when the line is gone: what it
   * returns is awaited before the line is closed. Throws HubErrors port-*.
   */
  open(
    port: PresentPort | { readonly path: string },
    ears: { heard(): void; lost(why: string): void | Promise<void> },
  ): Promise<Line>
  /**
   * Asks what it is; rejects with 'device-silent' (tried again) or 'device-mismatch' (refused). The
   * signal says after 4 s, or when the line is lost, that nobody waits any more.
   */
  identify?(line: Line, signal: AbortSignal): Promise<void>
  opened(line: Line): void
  /** Once for each `opened`, before the line is closed. */
  closing(): void | Promise<void>
  changed(status: DeviceStatus): void
  /**
   * Longer silence makes it `suspect`; the next sign of life makes it live again. A function is asked
   * at each sign of life; undefined says that silence is normal.
   */
  readonly silentMs?: number | (() => number | undefined)
  /** `ping` is called so often while it is open, to make a silent device speak. */
  readonly pingMs?: number
  ping?(line: Line): void
}

export type KeptPort = AsyncDisposable & {
  status(): DeviceStatus
  /** Says that the line is dead, as a writer learns from EIO. */
  reportLoss(why: string): void
  /** Lets go of the line while `use` has its path. Throws 'port-missing' or 'port-busy'. */
  lend<T>(use: (path: string) => Promise<T>): Promise<T>
}

/** What was just plugged in may go away again, and the system has not yet set its rights. */
const settleMs = 300
const lookEveryMs = 500
/** After a life as long as this the next loss is a first one again. */
const steadyMs = 30_000
const backOffMs: readonly number[] = [250, 500, 1000, 2000, 5000, 10_000]
/** Somebody else has it, or we may not: only a person can help. */
const refusals: readonly (ErrorCode | undefined)[] = ['port-busy', 'port-refused']
const refusedMs: readonly number[] = [250, 500, 1000, 5000]
/** Some boards restart when they are opened, so what is not ours is asked rarely. */
const mismatchMs: readonly number[] = [60_000]

type Here = { readonly port: PresentPort; readonly plug: number }
type Loan = { readonly granted: PromiseWithResolvers<void>; readonly over: Promise<void> }

/**
 * Keeps a port open: opens it when it is plugged in, asks what it is, opens it again after a loss, and
 * says at each step how it is. There are never two lines at once. Nothing has been opened yet when it
 * returns.
 * @example await using kept = keepPort({ place, presence, random, open, opened, closing, changed })
 */
export function keepPort<Line extends AsyncDisposable>(spec: PortSpec<Line>): KeptPort {
  const { place, presence } = spec
  const word = portName(place)
  let status: DeviceStatus = { status: hereIn(find()) ? 'opening' : 'absent' }
  let ended = false
  let wake = (): void => {}
  let life: LineLife | undefined
  let loan: Loan | undefined
  /** What is plugged in, as it was when we last looked. */
  let known: Here | undefined
  /** How often it was opened, and what it failed with. */
  let tries = 0
  let failed: ErrorCode | undefined
  let isDue = true
  let pausing: NodeJS.Timeout | undefined

  function find(): Found {
    if (place.by !== 'tcp' && place.by !== 'udp' && place.by !== 'mqtt')
      return presence.find(place, spec.kind ?? 'serial')
    // The network is always there; only opening shows who is.
    return { found: 'here', port: { name: word, kind: 'serial', title: word, path: word }, plug: 0 }
  }

  function become(state: DeviceState, hint?: string): void {
    const same = status.status === state && status.hint === hint
    status = { status: state, ...(hint !== undefined && { hint }) }
    // Whoever has let go of the port hears only what he has to act on.
    if (!same && (!ended || state === 'abandoned')) spec.changed(status)
  }

  function sleep(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, lookEveryMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** Not before so long is it opened. */
  function pause(ms: number): void {
    clearTimeout(pausing)
    isDue = ms === 0
    if (isDue) return
    pausing = setTimeout(() => {
      isDue = true
      wake()
    }, ms)
  }

  function check(): void {
    if (life && known && !stillHolds(find(), known)) life.finish('it was unplugged')
    wake()
  }

  async function keep(): Promise<void> {
    let first = true
    while (!ended || loan) {
      if (loan) await lendOut(loan)
      else await step(first)
      first = false
    }
    become('absent')
  }

  async function lendOut({ granted, over }: Loan): Promise<void> {
    become('flashing')
    granted.resolve()
    await over
    tries = 0
    pause(0)
  }

  /** Opens it where the time has come, else waits. */
  async function step(first: boolean): Promise<void> {
    const found = find()
    const now = hereIn(found)
    if (!now) {
      known = undefined
      failed = undefined
      sayWhere(found)
      return sleep()
    }
    if (!isSame(now, known)) {
      const settles = !first && now.plug !== known?.plug
      known = now
      tries = 0
      failed = undefined
      pause(settles ? settleMs : 0)
      if (settles) become('settling')
    }
    if (isDue) await live(now)
    else await sleep()
  }

  async function live({ port }: Here): Promise<void> {
    let steady = false
    const steadying = setTimeout(() => {
      steady = true
    }, steadyMs)
    life = lineLife({ spec, port, word, say: become, again: tries > 0 })
    const over = await life.over
    life = undefined
    clearTimeout(steadying)
    failed = over.failed
    if (ended) return
    if (!failed && !loan) become('absent', `${over.why}; it plays again when it is back`)
    if (steady) tries = 0
    pause(pauseMs(failed, tries) * (0.8 + spec.random() * 0.4))
    tries += 1
  }

  function sayWhere(found: Found): void {
    if (found.found === 'ambiguous') {
      const names = found.ports.map(({ name }) => name).join(' or ')
      become('refused', `Several devices look like ${word}: say which one is meant, ${names}.`)
    } else if (status.status !== 'absent' || status.hint === undefined)
      become('absent', `${word} is not there; it plays as soon as it is plugged in.`)
  }

  const watching = presence.watch(() => {
    // Somebody may have let go of it, or given us the right to open it.
    if (refusals.includes(failed)) pause(0)
    check()
  })
  const looking = setInterval(check, lookEveryMs)
  // What keeps the port is not there yet for those who are told of it.
  const keeping = Promise.resolve().then(keep)

  return {
    status: () => status,
    reportLoss: (why) => life?.finish(why),

    async lend(use) {
      const path = hereIn(find())?.port.path
      if (path === undefined)
        throw new HubError('port-missing', `${word} is not there`, {
          hint: status.hint ?? 'Plug it in.',
        })
      const busy = new HubError('port-busy', `${word} is in use`, { hint: 'Try it again later.' })
      if (loan || ended) throw busy
      const over = Promise.withResolvers<void>()
      const granted = Promise.withResolvers<void>()
      loan = { granted, over: over.promise }
      try {
        life?.finish('its firmware is being written')
        wake()
        if ((await life?.settled) === 'stuck') throw busy
        await granted.promise
        return await use(path)
      } finally {
        loan = undefined
        over.resolve()
      }
    },

    async [Symbol.asyncDispose]() {
      ended = true
      await loan?.over
      watching[Symbol.dispose]()
      clearInterval(looking)
      clearTimeout(pausing)
      life?.finish('it is no longer wanted')
      wake()
      await Promise.race([keeping, life?.settled ?? keeping])
    },
  }
}

const hereIn = (found: Found): Here | undefined => (found.found === 'here' ? found : undefined)

const isSame = (now: Here, before: Here | undefined): boolean =>
  now.plug === before?.plug && samePort(now.port, before.port)

const samePort = (a: PresentPort, b: PresentPort): boolean =>
  a.path === b.path && a.sequencer === b.sequencer

/** One that plays goes on when its twin is plugged in. */
const stillHolds = (found: Found, held: Here): boolean =>
  found.found === 'ambiguous'
    ? found.ports.some((port) => samePort(port, held.port))
    : found.found === 'here' && isSame(found, held)

function pauseMs(failed: ErrorCode | undefined, tries: number): number {
  const pauses =
    failed === 'device-mismatch' ? mismatchMs : refusals.includes(failed) ? refusedMs : backOffMs
  return pauses[Math.min(tries, pauses.length - 1)]!
}
