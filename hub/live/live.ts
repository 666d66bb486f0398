import type { Bus } from '#core/bus/bus.ts'
import type { Clock } from '#core/clock.ts'
import { newId } from '#core/id.ts'
import { openClock } from '#hub/clock/clock.ts'
import { openTransport } from '#hub/clock/transport.ts'
import type { Log } from '#runtime/log.ts'
import { openCopies } from './copies.ts'
import { openDevices } from './devices.ts'
import { openHerald } from './herald.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import type { HubDoor } from './journal/push.ts'
import { recentPlaying } from './recent.ts'
import { openRigKeeper } from './rig-keeper.ts'
import { openRouter } from './router.ts'
import { openScreens } from './screens.ts'

export type LiveParts = {
  readonly dataDir: string
  /** Where the hub's API is; without it live plays on the rig it last had. */
  readonly hub?: HubDoor
  readonly clock: Clock
  readonly log: Log
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number
  readonly fetch: typeof globalThis.fetch
  /** Asks the system for the real-time class of the clock thread. */
  readonly realTime: boolean
}

/** The bus as live needs it: one that also says when it comes and goes. */
export type LiveBus = Bus & { onConnection?(fn: (up: boolean) => void): Disposable }

/** Whose hands are on the keys until somebody says a name. */
const somebody = 'player'

/**
 * The live process without the process: devices → router → ledger → clock worker → outputs, and around
 * it what gets copies. Plays before it has a bus; `join` gives it one.
 */
export async function startLive(parts: LiveParts) {
  const { dataDir, hub, clock, log, random, fetch, realTime } = parts
  const wallMs = (): number => Date.parse(clock.date())
  const session = newId('ss', { now: wallMs, random })
  const herald = openHerald(log)
  const recent = recentPlaying()
  const journal = await openJournal(
    { folder: `${dataDir}/live/journal`, session, ...(hub && { hub }) },
    { log },
  )
  const output = await openClock({
    log,
    realTime,
    writeFailed: (failed, why) => devices.writeFailed(failed, why),
  })
  const _transport = openTransport((state) => {
    herald.state('transport', state)
    journal.write({ type: 'tempo', atMs: state.originMs, beat: state.originBeat, bpm: state.bpm })
  }, clock.now())
  const copies = openCopies({
    journal,
    herald,
    recent,
    authorOf: (device) =>
      devices.authorOf(device) ??
      screens.authorOf(device) ?? { kind: 'human', player: somebody, device },
    heard() {},
  })
  const router = openRouter({
    outlet: { send: (outputs, bytes) => void output.send(outputs, bytes) },
    copy: copies.take,
  })
  const say = (state: Parameters<typeof herald.state<'device'>>[1]): void =>
    herald.state('device', state, { device: state.device })
  const forget = (device: string): void => herald.forget('device', { device })
  const devices = openDevices({ router, output, clock, log, say, forget })
  const screens = openScreens({ router, clock, player: somebody, say, forget })
  const rigs = await openRigKeeper({ dataDir, hub, apply: devices.apply, fetch, log })

  async function join(bus: LiveBus): Promise<void> {
    herald.join(bus)
    bus.onConnection?.((up) => {
      if (!up) return screens.loseAll()
      herald.repeat()
      journal.push()
    })
    await bus.subscribe('rig', ({ payload }) => rigs.follow(payload))
    await bus.subscribe('command-midi', ({ payload, words }) => {
      screens.hear(words['device']!, payload)
    })
  }

  const journalFigures = () => {
    const { waitingBytes, lost, unsent } = journal.state()
    return { journalWaitingBytes: waitingBytes, journalLost: lost, journalUnsent: unsent }
  }

  return {
    join,
    clockPriority: output.priority,
    figures: () => ({ ...output.figures(), sounding: router.sounding(), ...journalFigures() }),
    notes: () => journalNotes(journal.state()),
    async [Symbol.asyncDispose]() {
      router.releaseAll()
      await rigs[Symbol.asyncDispose]()
      await devices[Symbol.asyncDispose]()
      await output[Symbol.asyncDispose]()
      await journal[Symbol.asyncDispose]()
    },
  }
}

function journalNotes({ fault, lost, trouble }: ReturnType<Journal['state']>): readonly string[] {
  return [
    ...(fault
      ? [
          `The journal cannot be written (${fault}); what is played is held in memory. Free some space.`,
        ]
      : []),
    ...(lost > 0 ? [`${lost} messages found neither disk nor memory and are lost.`] : []),
    ...(trouble ? [`The hub does not take the journal (${trouble}); it waits on this disk.`] : []),
  ]
}

export type Live = Awaited<ReturnType<typeof startLive>>
