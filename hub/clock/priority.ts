import { execFile } from 'node:child_process'
import { readlinkSync } from 'node:fs'
import { promisify } from 'node:util'

/** How the system runs a thread or process: 'fifo' and 'rr' come before everything that is 'other'. */
export type PriorityClass = 'fifo' | 'rr' | 'other'

const run = promisify(execFile)

/** Above our process's 10 (SCHED_RR), below the kernel's own interrupt threads (50). */
const fifoPriority = '40'
const rrPriority = '10'

/** Asks for SCHED_FIFO for one thread; says what came of it. Needs LimitRTPRIO or CAP_SYS_NICE. */
export const askFifo = (threadId: number): Promise<PriorityClass> =>
  granted(['-f', '-p', fifoPriority, String(threadId)], 'fifo')

/** Asks for SCHED_RR for this process with all its threads of now; later threads inherit it. */
export const askRoundRobin = (): Promise<PriorityClass> =>
  granted(['-a', '-r', '-p', rrPriority, String(process.pid)], 'rr')

/** Gives up what the calling thread inherited: for workers that may take their time. */
export const leaveRealTime = async (): Promise<void> => {
  const threadId = ownThreadId()
  if (threadId !== undefined) await granted(['-o', '-p', '0', String(threadId)], 'other')
}

/** The thread's id as Linux counts threads; undefined elsewhere. */
export function ownThreadId(): number | undefined {
  try {
    return Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  } catch {
    return undefined
  }
}

async function granted(words: readonly string[], asked: PriorityClass): Promise<PriorityClass> {
  try {
    await run('chrt', words)
    return asked
  } catch {
    // No chrt or no right to it: it runs as it is, and state/health says so.
    return 'other'
  }
}
