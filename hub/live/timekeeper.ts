import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ask } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import type { TimeMessage } from '#core/midi/message.ts'
import { ClockChoice, ownClock } from '#core/rig/clock-choice.ts'
import { v } from '#core/schema.ts'
import type { OutputClock } from '#hub/clock/clock.ts'
import { openClockOut } from '#hub/clock/clock-out.ts'
import { openLeader } from '#hub/clock/leader.ts'
import { type Link, openLink } from '#hub/clock/link/link.ts'
import type { Transport, TransportState } from '#hub/clock/transport.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import type { Herald } from './herald.ts'
import type { Router } from './router.ts'

/** The clock as its owner has set it up: who leads, who is sent ours. */
export type Timekeeper = AsyncDisposable & {
  /** The transport for who wants another tempo: the wish goes to whoever leads. */
  readonly transport: Transport
  set(wish: ClockWish): void
  /** Throws HubError 'clock-led' where a MIDI clock sets the tempo and nobody here can. */
  mayChangeTempo(): void
  hear(device: string, message: TimeMessage, atMs: number): void
  outputsChanged(): void
  /** Somebody here says stop: so does the session. A piece that is over stops nobody else. */
  stop(): void
  /** The transport is like this now. */
  follow(state: TransportState): void
}

export type ClockWish = Pick<Ask<'set'>, 'clock' | 'clockFrom' | 'sendClock'>

export type TimekeeperParts = {
  readonly dataDir: string
  readonly transport: Transport
  readonly output: OutputClock
  readonly router: Pick<Router, 'outputs'>
  readonly herald: Pick<Herald, 'state'>
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** Whether there is such a device. */
  readonly knows: (device: string) => boolean
  readonly starts: (firstBeatMs: number) => void
  readonly stops: () => void
  /** Who meets the peers of a session; our own part in Ableton Link where left out. */
  readonly openLink?: typeof openLink
}

/** How well we follow is told no more often. */
const tellEveryMs = 500

/** Begins with what was chosen last, from the data folder. */
export async function openTimekeeper(parts: TimekeeperParts): Promise<Timekeeper> {
  const { transport, output, router, herald, clock, random, log } = parts
  const file = join(parts.dataDir, 'live', 'clock.json')
  const clockOut = openClockOut(output, clock.now)
  const leader = openLeader({
    ...{ transport, clock, log, starts: parts.starts, stops: parts.stops },
    openLink: (words): Promise<Link> =>
      (parts.openLink ?? openLink)({ ...words, clock, random, log }),
  })
  let choice = await chosenBefore(file, log)
  let told = ''
  let playing = false
  let keeping = Promise.resolve()

  function tell(): void {
    const state = { ...choice, ...leader.following() }
    const said = JSON.stringify(state)
    if (said === told) return
    told = said
    herald.state('clock', state)
    send()
  }

  function send(): void {
    const { sendsTo, leads } = choice
    const { device = choice.from } = leader.following()
    const outputs = router.outputs(sendsTo === 'all' ? undefined : sendsTo)
    if (leads !== 'midi') clockOut.to(outputs)
    // Whoever is to lead and hears our clock first would follow us, and we them.
    else clockOut.to(device === undefined ? 0 : outputs & ~router.outputs([device]))
  }

  function become(next: ClockChoice): void {
    choice = next
    leader.choose(choice)
    tell()
    send()
  }

  clockOut.follow(transport.state())
  become(choice)
  const telling = setInterval(tell, tellEveryMs)

  return {
    transport: { ...transport, setTempo: leader.setTempo },
    set({ clock: leads = choice.leads, clockFrom, sendClock }) {
      const named = [
        ...(clockFrom ? [clockFrom] : []),
        ...(Array.isArray(sendClock) ? sendClock : []),
      ]
      const stranger = named.find((device) => !parts.knows(device))
      if (stranger !== undefined) throw noSuchDevice(stranger)
      const from = clockFrom ?? (leads === choice.leads ? choice.from : undefined)
      become({
        leads,
        ...(leads === 'midi' && from !== undefined && { from }),
        sendsTo: sendClock === undefined ? choice.sendsTo : sendsToOf(sendClock),
      })
      const text = JSON.stringify(choice)
      keeping = keeping
        .then(() => writeAtomic(file, text))
        .catch((cause: unknown) => log.error('clock not kept', { cause }))
    },
    mayChangeTempo() {
      const { device } = leader.following()
      if (device !== undefined && transport.led()) throw ledBy(device)
    },
    hear(device, message, atMs) {
      leader.hear(device, message, atMs)
      if (message.type !== 'clock') tell()
    },
    outputsChanged: send,
    stop: () => leader.played(false),
    follow(state) {
      clockOut.follow(state)
      if (state.playing && !playing) leader.played(true)
      playing = state.playing
    },
    async [Symbol.asyncDispose]() {
      clearInterval(telling)
      clockOut.to(0)
      await leader[Symbol.asyncDispose]()
      await keeping
    },
  }
}

const sendsToOf = (wish: boolean | readonly string[]): ClockChoice['sendsTo'] =>
  typeof wish === 'boolean' ? (wish ? 'all' : []) : [...wish]

async function chosenBefore(file: string, log: Log): Promise<ClockChoice> {
  try {
    return v.parse(ClockChoice, JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const isNone = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    if (!isNone) log.warn('clock as it was chosen not read; ours leads', { cause })
    return ownClock
  }
}

const ledBy = (device: string): HubError =>
  new HubError('clock-led', `the tempo comes from ${device}`, {
    hint: 'Change it there, or lead yourself again: rigsong clock own.',
  })

const noSuchDevice = (device: string): HubError =>
  new HubError('device-unknown', `there is no device ${device}`, {
    hint: 'List them with rigsong devices list.',
  })
