import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { bytesOf, type ElmAnswer } from './answer.ts'
import type { ElmConversation } from './conversation.ts'
import { bitmaps, pids, pidsIn } from './pids.ts'
import { pollingOf } from './polling.ts'
import type { ElmSetting } from './request.ts'

/** Who hears what a car says. */
export type CarEars = {
  /** A PID has this value now, in its own unit. */
  said(pid: string, value: number, atMs: number): void
  fault(what: string): void
  /** Why there are no values; undefined where there are. */
  quiet(why?: string): void
  /** The adapter has answered nothing for long. */
  dead(): void
}

const settings: readonly ElmSetting[] = ['ATE0', 'ATL0', 'ATS0', 'ATH0', 'ATSP0']
const adapter = /ELM|OBD|STN|V ?\d\.\d/
const tries = 3

/**
 * Wakes the adapter up and sets how it answers. Throws 'device-silent' where nothing answers and
 * 'device-mismatch' where what answers is no such adapter.
 */
export async function greetAdapter(talk: ElmConversation): Promise<void> {
  // Clones lose a byte of their name now and then, or the end of the answer.
  for (let i = 1; ; i++) {
    const answer = await talk.ask(i === 1 ? 'ATZ' : 'ATI').catch((cause: unknown) => {
      if (i === tries) throw cause
    })
    if (answer?.said === 'words' && adapter.test(answer.words)) break
    if (i === tries) throw noAdapter()
  }
  // One that misses a setting is understood all the same: echo and spaces are read over.
  for (const setting of settings) await talk.ask(setting).catch(() => {})
}

const noAdapter = (): HubError =>
  new HubError('device-mismatch', 'what answers here is no ELM327', {
    hint: 'Choose the port of the adapter, and its speed: 38400, or 9600 and 115200 for some.',
  })

/** The search itself takes seconds. */
const searchAgainMs = 1000
const deadAfterMs = 15_000
/** So many times in a row nothing was said: the engine is off, and it was not just one value. */
const quietAfter = 4
const engineOff = 'The engine is off: its values come when it runs.'
const noCar = 'The adapter finds no car: turn the ignition on.'

type Asked = {
  readonly talk: ElmConversation
  readonly clock: Clock
  readonly ears: CarEars
  readonly signal: AbortSignal
}

/** Asks a car for these PIDs, the fast ones most often, until the signal says it is over. */
export async function pollCar(wanted: readonly string[], asked: Asked): Promise<void> {
  const { clock, ears, signal } = asked
  const ask = patientAsker(asked)
  const known = wanted.filter((pid) => Object.hasOwn(pids, pid))
  const supported = await supportedPids(ask, asked)
  const has = known.filter((pid) => supported.has(pid))
  // A clone whose map names nothing we want is not believed.
  const polling = pollingOf(has.length > 0 ? has : known)
  let unsaid = 0

  while (!signal.aborted) {
    const turn = polling.next()
    if (!turn) return
    await pause(turn.dueMs - clock.now(), signal)
    if (signal.aborted) return
    const { pid } = turn
    polling.asked(pid, clock.now())
    const answer = await ask(pid)
    if (!answer) continue
    const { bytes, value } = pids[pid]!
    const [said] = bytesOf(answer, pid, bytes)
    if (said) {
      unsaid = 0
      polling.answered(pid)
      ears.quiet()
      ears.said(pid, value(said), clock.now())
      continue
    }
    if (answer.said === 'no-data') polling.missed(pid)
    if (answer.said !== 'no-data' && answer.said !== 'no-car') continue
    unsaid += 1
    if (unsaid >= quietAfter) ears.quiet(answer.said === 'no-car' ? noCar : engineOff)
    if (answer.said === 'no-car') await pause(searchAgainMs, signal)
  }
}

type Ask = (pid: string) => Promise<ElmAnswer | undefined>

/** Asks and says what went wrong; undefined where nothing came. */
function patientAsker({ talk, clock, ears, signal }: Asked): Ask {
  let aliveMs = clock.now()
  return async (pid) => {
    try {
      const answer = await talk.ask({ pid })
      aliveMs = clock.now()
      if (answer.said === 'disturbed') ears.fault(`the adapter said ${answer.why}`)
      if (answer.said === 'data' && answer.garbled > 0) ears.fault('a garbled answer')
      return answer
    } catch {
      if (signal.aborted) return undefined
      ears.fault('a lost answer')
      if (clock.now() - aliveMs > deadAfterMs) ears.dead()
      return undefined
    }
  }
}

/** What the control units of the car say they know, however long it takes until they speak. */
async function supportedPids(ask: Ask, { ears, signal }: Asked): Promise<ReadonlySet<string>> {
  const supported = new Set<string>()
  for (const base of bitmaps) {
    // The map of the next 32 is itself named in the map before.
    if (base !== '00' && !supported.has(base)) break
    const answer = base === '00' ? await firstMap(ask, ears, signal) : await ask(base)
    if (!answer) continue
    for (const map of bytesOf(answer, base, 4))
      for (const pid of pidsIn(base, map)) supported.add(pid)
  }
  return supported
}

async function firstMap(
  ask: Ask,
  ears: CarEars,
  signal: AbortSignal,
): Promise<ElmAnswer | undefined> {
  while (!signal.aborted) {
    const answer = await ask('00')
    if (answer && bytesOf(answer, '00', 4).length > 0) return answer
    if (answer?.said === 'no-data' || answer?.said === 'no-car') ears.quiet(noCar)
    await pause(searchAgainMs, signal)
  }
  return undefined
}

/** Resolves after that long, or when the signal says it is over. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    signal.addEventListener('abort', over)
  })
}
