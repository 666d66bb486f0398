import { type ErrorCode, HubError } from '#core/errors.ts'
import type { DeviceState } from '#core/rig/device-status.ts'
import type { PortSpec } from './keep-port.ts'
import { silenceWatch } from './silence-watch.ts'

/** A line from its opening to its end. */
export type LineLife = {
  /** Ends it; the first reason counts. */
  finish(why: string): void
  /** Why it ended, once nothing is open any more; `failed` where it never played. */
  readonly over: Promise<{ readonly why: string; readonly failed?: ErrorCode }>
  /** The same without words, or 'stuck' as soon as it does not let go in time. */
  readonly settled: Promise<'over' | 'stuck'>
}

type Parts<Line extends AsyncDisposable> = {
  readonly spec: PortSpec<Line>
  readonly port: Parameters<PortSpec<Line>['open']>[0]
  /** What people call the port. */
  readonly word: string
  readonly say: (state: DeviceState, hint?: string) => void
  /** One more try at the same port: only what comes of it is said. */
  readonly again: boolean
}

const openMs = 3000
/** StandardFirmata needs about 2 s. */
const identifyMs = 4000
const closeMs = 1000

/** Opens a line, asks what it is, and closes it when it is lost or finished. */
export function lineLife<Line extends AsyncDisposable>({
  spec,
  port,
  word,
  say,
  again,
}: Parts<Line>): LineLife {
  const end = Promise.withResolvers<string>()
  const settled = Promise.withResolvers<'over' | 'stuck'>()
  let state: 'opening' | 'open' | 'over' = 'opening'
  let letGo: Promise<void> | undefined
  let trouble = ''
  let pinging: NodeJS.Timeout | undefined
  const silentMs = () => (typeof spec.silentMs === 'function' ? spec.silentMs() : spec.silentMs)
  const silence = silenceWatch(silentMs, (silent) => {
    if (silent) say('suspect', `${word} is silent for longer than it should.`)
    else say('live')
  })

  function finish(why: string): void {
    const wasOpen = state === 'open'
    state = 'over'
    silence.stop()
    clearInterval(pinging)
    if (wasOpen) {
      say('closing', why)
      letGo = Promise.try(() => spec.closing()).catch(note)
    }
    end.resolve(why)
  }

  /** What goes wrong at the closing is told with the reason for it: the line is closed all the same. */
  function note(cause: unknown): void {
    trouble = ` (${cause instanceof Error ? cause.message : String(cause)})`
  }

  const ears: Parameters<PortSpec<Line>['open']>[1] = {
    heard: silence.heard,
    lost(why) {
      finish(why)
      return letGo
    },
  }

  async function live(): Promise<ErrorCode | undefined> {
    if (!again) say('opening')
    const opening = Promise.try(() => spec.open(port, ears))
    try {
      const line = await atMost(openMs, Promise.race([opening, lostEarly()]), () => {
        throw new HubError('port-refused', `${word} does not open`, {
          hint: `${word} does not open: unplug it and plug it back in.`,
        })
      })
      return await play(line)
    } catch (error) {
      sayFailed(error)
      finish('it did not open')
      // It may still open, and there is never a second line beside it.
      await closed(
        opening.then(
          (late) => late[Symbol.asyncDispose](),
          () => {},
        ),
      )
      return codeOf(error)
    }
  }

  async function play(line: Line): Promise<ErrorCode | undefined> {
    try {
      await identify(line)
      begin(line)
      await end.promise
      return undefined
    } catch (error) {
      finish('it is not what it should be')
      return sayFailed(error)
    } finally {
      await closed(close(line), () =>
        say('abandoned', `${word} does not let go of its port; restart Rigsong if it stays so.`),
      )
    }
  }

  async function identify(line: Line): Promise<void> {
    if (!spec.identify) return
    if (!again) say('identifying')
    const asking = new AbortController()
    try {
      const answered = spec.identify(line, asking.signal)
      await atMost(identifyMs, Promise.race([answered, lostEarly()]), () => {
        throw new HubError('device-silent', `nothing answers on ${word}`, {
          hint: `Nothing answers on ${word}: check what is plugged in there.`,
        })
      })
    } finally {
      asking.abort()
    }
  }

  function begin(line: Line): void {
    // Lost in this very moment: then nobody is told that it was open.
    if (state !== 'opening') return
    state = 'open'
    spec.opened(line)
    silence.start()
    if (spec.ping && spec.pingMs !== undefined)
      pinging = setInterval(() => spec.ping?.(line), spec.pingMs)
    say('live')
  }

  async function lostEarly(): Promise<never> {
    const why = await end.promise
    throw new HubError('port-missing', why, { hint: `${why} while it was being opened.` })
  }

  function sayFailed(error: unknown): ErrorCode {
    const code = codeOf(error)
    say(stateAfter[code] ?? 'refused', error instanceof HubError ? error.hint : String(error))
    return code
  }

  async function close(line: Line): Promise<void> {
    await letGo
    await line[Symbol.asyncDispose]()
  }

  function closed(closing: Promise<void>, late: () => void = () => {}): Promise<void> {
    const done = closing.catch(note)
    return atMost(closeMs, done, () => {
      late()
      settled.resolve('stuck')
      return done
    })
  }

  async function whole(): Promise<{ why: string; failed?: ErrorCode }> {
    const failed = await live()
    settled.resolve('over')
    return { why: `${await end.promise}${trouble}`, ...(failed && { failed }) }
  }

  return { finish, over: whole(), settled: settled.promise }
}

const stateAfter: Partial<Record<ErrorCode, DeviceState>> = {
  'port-missing': 'absent',
  'device-silent': 'suspect',
}

const codeOf = (error: unknown): ErrorCode => (error instanceof HubError ? error.code : 'internal')

/** What the work yields, or `late` where it takes longer. */
async function atMost<T>(ms: number, work: Promise<T>, late: () => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const lateness = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(Promise.try(late)), ms)
  })
  try {
    return await Promise.race([work, lateness])
  } finally {
    clearTimeout(timer)
  }
}
