import { parentPort, workerData } from 'node:worker_threads'
import { newId } from '#core/id.ts'
import { leaveRealTime } from '#hub/clock/priority.ts'
import { systemClock } from '#runtime/clock.ts'
import { journalDisk } from './disk.ts'
import { type JournalEntry, type JournalState, journalWriter } from './journal-writer.ts'
import { type HubDoor, openPusher } from './push.ts'
import { type Recovered, recoverSegments } from './recover.ts'

/** The journal's thread: disk and uploads, so that the live thread waits for neither. */
export type JournalSetup = {
  readonly folder: string
  readonly session: string
  readonly hub?: HubDoor
}

export type JournalAsk =
  | { readonly ask: 'write'; readonly entries: readonly JournalEntry[] }
  | { readonly ask: 'keep'; readonly n: number; readonly entries: readonly JournalEntry[] }
  | { readonly ask: 'seal' | 'push' | 'stop' }

export type JournalTold =
  | { readonly told: 'ready'; readonly recovered: Recovered }
  | { readonly told: 'kept'; readonly n: number; readonly safe: boolean }
  | {
      readonly told: 'state'
      readonly state: JournalState & { readonly unsent: number; readonly trouble?: string }
    }

const syncEveryMs = 250
/** Nobody played for this long: what there is goes to the hub. */
const quietMs = 30_000

function runJournal({ folder, session, hub }: JournalSetup, port: NonNullable<typeof parentPort>) {
  const disk = journalDisk(folder)
  const recovered = recoverSegments(disk, systemClock)
  const writer = journalWriter({
    disk,
    session,
    newSegment: () => newId('sg', { now: Date.now, random: Math.random }),
    ...systemClock,
  })
  const sealed = (): readonly string[] => disk.segments().filter((name) => name !== writer.open())
  const pusher = hub && openPusher({ folder, hub, sealed, fetch, random: Math.random })
  const tell = (told: JournalTold): void => port.postMessage(told)
  let said = ''
  let lastEntryMs = systemClock.now()

  function sealNow(): void {
    writer.seal()
    pusher?.knock()
  }

  function tellState(): void {
    const trouble = pusher?.trouble()
    const state = { ...writer.state(), unsent: sealed().length, ...(trouble && { trouble }) }
    if (JSON.stringify(state) === said) return
    said = JSON.stringify(state)
    tell({ told: 'state', state })
  }

  const timer = setInterval(() => {
    writer.sync()
    if (writer.open() && systemClock.now() - lastEntryMs > quietMs) sealNow()
    tellState()
  }, syncEveryMs)

  port.on('message', (word: JournalAsk) => {
    switch (word.ask) {
      case 'write':
        if (word.entries.some(({ type }) => type !== 'tempo')) lastEntryMs = systemClock.now()
        return writer.write(word.entries)
      case 'keep': {
        writer.write(word.entries)
        const safe = writer.sync()
        tell({ told: 'kept', n: word.n, safe })
        return sealNow()
      }
      case 'seal':
        return sealNow()
      case 'push':
        return pusher?.knock()
      case 'stop':
        clearInterval(timer)
        writer.seal()
        port.close()
        return void pusher?.stop()
    }
  })
  tell({ told: 'ready', recovered })
  pusher?.knock()
}

if (parentPort) {
  await leaveRealTime()
  runJournal(workerData as JournalSetup, parentPort)
}
