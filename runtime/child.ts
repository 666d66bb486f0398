import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { beatEveryMs } from '#runtime/heartbeat.ts'
import { openLog } from '#runtime/log.ts'
import { openMasterKey } from '#runtime/master-key.ts'
import { readTokens } from '#runtime/token-file.ts'

/** What a supervisor gives each child on its pipe; secrets travel no other way. */
export const HandedWords = v.object({
  /** The name and secret of this process, on the bus and on the API. */
  user: v.object({ name: v.string(), secret: v.string() }),
  /** Secrets by process: all of them for the hub, which lets them in; its own for any other. */
  users: v.record(v.string(), v.string()),
  /** What this process seals with, 32 bytes as base64url: its own, and the same at every start. */
  key: v.string(),
  /** Where the hub and the broker answer, or soon will. */
  hubUrl: v.string(),
  brokerUrl: v.string(),
})
export type HandedWords = Readonly<v.InferOutput<typeof HandedWords>>

/** Child to supervisor. */
export const FromChild = v.variant('say', [
  v.object({ say: v.literal('here') }),
  v.object({ say: v.literal('ready'), lines: v.array(v.string()) }),
  v.object({ say: v.literal('beat') }),
])
export type FromChild = v.InferOutput<typeof FromChild>

const ToChild = v.object({ say: v.literal('handed'), handed: HandedWords })
export type ToChild = v.InferOutput<typeof ToChild>

export type Handed = HandedWords & {
  readonly supervised: boolean
  /** Tells the supervisor that the work has begun; it prints the lines for the player. */
  tellReady(fields?: { readonly lines?: readonly string[] }): void
  /**
   * From now on the supervisor hears every second that the loop turns; it ends a process that falls
   * silent for ten, and starts it again.
   */
  beat(): void
  /** Runs at the end, the last one handed in first: SIGTERM, SIGINT, or the supervisor is gone. */
  onStop(fn: () => Promise<void> | void): void
}

/** What a process is told where nobody supervises it: its token file, and where its hub is. */
export type Alone = {
  readonly tokenFile?: string
  readonly hubUrl?: string
  readonly brokerUrl?: string
}

/** Exit code for what a restart cannot cure (EX_CONFIG of sysexits.h). */
export const settingsExitCode = 78
const stopWithinMs = 2000

/**
 * What the supervisor hands to this process; without one, what its token file says. From here on
 * SIGTERM, SIGINT and the end of the supervisor end the process in good order.
 */
export async function startedBySupervisor(alone: Alone = {}): Promise<Handed> {
  const supervised = process.send !== undefined
  const ending = endInGoodOrder()
  const words = supervised ? await handedByPipe() : await handedByFile(alone)
  return {
    ...words,
    supervised,
    tellReady({ lines = [] } = {}) {
      if (supervised) tell({ say: 'ready', lines: [...lines] })
      else for (const line of lines) process.stdout.write(`${line}\n`)
    },
    beat() {
      if (!supervised) return
      tell({ say: 'beat' })
      setInterval(() => tell({ say: 'beat' }), beatEveryMs).unref()
    },
    onStop: (fn) => void ending.push(fn),
  }
}

/**
 * Ends a process that could not start, in words for a person. What only another setting can cure
 * ends with a code that keeps the supervisor from trying again.
 */
export function refuseStart(error: unknown): never {
  if (!(error instanceof HubError)) throw error
  process.stderr.write(`${error.message}\n${error.hint}\n`)
  process.exit(incurable.has(error.code) ? settingsExitCode : 1)
}

const incurable: ReadonlySet<string> = new Set([
  'bad-settings',
  'data-folder-unwritable',
  'database-broken',
  'database-newer',
  'port-busy',
])

async function handedByPipe(): Promise<HandedWords> {
  const { promise, resolve, reject } = Promise.withResolvers<HandedWords>()
  process.on('message', (message) => {
    const found = v.safeParse(ToChild, message)
    if (found.success) resolve(found.output.handed)
  })
  process.once('disconnect', () => reject(new Error('the supervisor went away')))
  // Asked for, because a message that comes before its listener may be lost.
  tell({ say: 'here' })
  return promise
}

function tell(message: FromChild): void {
  // A supervisor that just went away is no fault of ours: the disconnect ends us.
  if (process.connected) process.send?.(message, () => {})
}

async function handedByFile({ tokenFile, hubUrl, brokerUrl }: Alone): Promise<HandedWords> {
  if (tokenFile === undefined) {
    throw new HubError('bad-settings', 'no supervisor and no token file', {
      hint: 'Run npm start, or name the file of rigsong token mqtt with RIGSONG_TOKEN_FILE.',
    })
  }
  const [{ name, secret }] = await readTokens(tokenFile)
  const master = await openMasterKey()
  return {
    user: { name, secret },
    users: { [name]: secret },
    key: master.keyFor(name),
    hubUrl: hubUrl ?? 'http://127.0.0.1:7447',
    brokerUrl: brokerUrl ?? 'mqtt://127.0.0.1:1883',
  }
}

/** The list of what is to be done at the end; whoever asks for it, it is done once. */
function endInGoodOrder(): (() => Promise<void> | void)[] {
  const endings: (() => Promise<void> | void)[] = []
  let ending = false
  const end = async (why: string): Promise<void> => {
    if (ending) return
    ending = true
    // Whatever hangs, the process ends; what must not be lost is written as it happens.
    setTimeout(() => {
      openLog('ending').warn('not ended in time', { why, open: process.getActiveResourcesInfo() })
      process.exit(1)
    }, stopWithinMs).unref()
    for (const fn of endings.toReversed()) {
      try {
        await fn()
      } catch (cause) {
        openLog('ending').warn('not ended in good order', { why, cause })
      }
    }
    process.exit(0)
  }
  for (const why of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(why, () => void end(why))
  process.once('disconnect', () => void end('supervisor gone'))
  return endings
}
