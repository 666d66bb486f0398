import { fork } from 'node:child_process'
import { v } from '#core/schema.ts'
import { FromChild, type HandedWords, settingsExitCode } from '#runtime/child.ts'
import { listenToHeart } from '#runtime/heartbeat.ts'
import type { Log } from '#runtime/log.ts'
import { withoutSecretWords } from '#runtime/secret-words.ts'
import type { UnixUser } from '#runtime/unix-user.ts'

/** A process to keep alive. */
export type Child = {
  readonly name: string
  /** Path of its module. */
  readonly entry: string
  readonly handed: HandedWords
  readonly env?: Readonly<Record<string, string>>
  /** How long after the others it is started first; it comes back as fast as they do. */
  readonly afterMs?: number
  /** Flags of its Node. */
  readonly node?: readonly string[]
  /** Runs as this user of the system instead of ours. */
  readonly as?: UnixUser
  /** The others go on where it cannot start. */
  readonly spare?: boolean
}

export type KeepParts = {
  readonly log: Log
  /** How long a child that keeps ending rests before it starts again. */
  readonly againAfterMs?: readonly number[]
  /** A child that was up this long starts again at once. */
  readonly steadyAfterMs?: number
  /** How often a child that beats does so. */
  readonly beatEveryMs?: number
}

type Told = {
  readonly ready: (lines: readonly string[]) => void
  readonly incurable: (code: number) => void
  readonly gone: () => void
}
export type Keeper = {
  readonly name: string
  pid(): number | undefined
  end(signal: NodeJS.Signals): void
}

const restMs = [250, 500, 1000, 2000, 5000]

/** Starts a child, starts it again whenever it ends or hangs, until it is told to end. */
export function keepAlive(child: Child, parts: KeepParts, told: Told): Keeper {
  const { log, againAfterMs = restMs, steadyAfterMs = 60_000, beatEveryMs } = parts
  let running: ReturnType<typeof fork> | undefined
  let again: NodeJS.Timeout | undefined
  let quickEnds = 0
  let ending = false

  const start = (): void => {
    const startedMs = performance.now()
    const own = fork(child.entry, [], {
      env: { ...withoutSecretWords(process.env), ...child.env },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: [...process.execArgv, ...(child.node ?? [])],
      ...(child.as && { uid: child.as.uid, gid: child.as.gid }),
    })
    running = own
    const heart = listenToHeart(() => {
      log.error('process hangs', { process: child.name })
      own.kill('SIGKILL')
    }, beatEveryMs)
    own.on('message', (message) => {
      const found = v.safeParse(FromChild, message)
      if (!found.success) return
      if (found.output.say === 'ready') told.ready(found.output.lines)
      else if (found.output.say === 'beat') heart.beat()
      else own.send({ say: 'handed', handed: child.handed }, () => {})
    })
    own.on('error', (cause) => {
      log.error('process not started', { process: child.name, cause })
      if (own.pid === undefined) over(startedMs, null, null)
    })
    own.on('exit', (code, signal) => {
      heart[Symbol.dispose]()
      over(startedMs, code, signal)
    })
  }

  const over = (startedMs: number, code: number | null, signal: NodeJS.Signals | null): void => {
    running = undefined
    if (ending) told.gone()
    else if (code === settingsExitCode && !child.spare) told.incurable(code)
    else startAgain(performance.now() - startedMs, { code, signal })
  }

  const startAgain = (upMs: number, how: object): void => {
    const steady = upMs >= steadyAfterMs
    quickEnds = steady ? 0 : quickEnds + 1
    const inMs = steady ? 0 : againAfterMs[Math.min(quickEnds, againAfterMs.length) - 1]!
    log.warn('process ended', { process: child.name, ...how, againInMs: inMs })
    again = setTimeout(start, inMs)
  }

  if (child.afterMs === undefined) start()
  else again = setTimeout(start, child.afterMs)
  return {
    name: child.name,
    pid: () => running?.pid,
    end(signal) {
      ending = true
      clearTimeout(again)
      running?.kill(signal)
    },
  }
}
