import type { Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import type { MidiMessage } from '#core/midi/message.ts'
import type { AccompanimentChange } from '#core/score/accompaniment.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { openLiveEngine } from '#hub/engine/live/live-engine.ts'
import { liveSeed } from '#hub/engine/live/live-seed.ts'
import { openAccompanying } from '#hub/live/accompanying.ts'
import type { Engine } from '#hub/live/engine.ts'
import type { Herald } from '#hub/live/herald.ts'
import { type MachineNote, openPerformer } from '#hub/live/performer.ts'
import { openLog } from '#runtime/log.ts'
import { handClock } from './hand-clock.ts'
import { muteEngine } from './live.ts'
import { ada } from './playing.ts'
import { virtualTime } from './virtual-time.ts'

/**
 * The engine here and now instead of in its thread. `freeze` makes it stop answering, as one that hangs;
 * `thaw` refuses what was asked meanwhile, as when another thread takes over.
 */
export function engineAtHand() {
  const engine = openLiveEngine({ seed: liveSeed })
  let frozen = false
  const refuse: (() => void)[] = []
  const answered = async <T>(answer: () => T): Promise<T> => {
    if (!frozen) return answer()
    const { promise, reject } = Promise.withResolvers<T>()
    refuse.push(() => reject(new HubError('worker-lost', 'it hung', { hint: 'Try again.' })))
    return promise
  }
  const asked: Engine = {
    ...muteEngine,
    tell(news) {
      if (frozen) return
      if (news.news === 'strike') engine.strike(news.note)
      else if (news.news === 'lift') engine.lift(news.note)
      else if (news.news === 'learn') engine.learn(news.phrase, news.barBeat)
      else engine.restore(news.player, news.snapshot)
    },
    respond: (phrase, wish) => answered(() => engine.respond(phrase, wish)),
    propose: (what) => answered(() => engine.propose(what)),
    why: (phrase, manifest) => answered(() => engine.why(phrase, manifest)),
    snapshot: (player) => answered(() => engine.snapshot(player)),
  }
  return {
    ...asked,
    freeze() {
      frozen = true
    },
    thaw() {
      frozen = false
      for (const one of refuse.splice(0)) one()
    },
  }
}

const muteLog = openLog('test', 'error', { write() {} })

type Told = { readonly name: string; readonly payload: unknown }

/** Somebody at a keyboard, the accompanist, and one synth, in time that is turned by hand. */
export function accompanied(change: AccompanimentChange = {}) {
  const time = virtualTime()
  let nowMs = 1_000_000
  const clock = { now: () => nowMs, date: () => '2026-01-01T00:00:00.000Z' }
  const wire = handClock(clock.now)
  const journal: MachineNote[] = []
  let cuts = 0
  const performer = openPerformer({
    ...{ outputs: () => 1, clock },
    output: {
      ...wire.output,
      cancel(owner, atMs) {
        cuts += 1
        wire.output.cancel(owner, atMs)
      },
    },
    sounded: (note) => journal.push(note),
  })
  const transport = openTransport((state) => accompanying.follow(state), nowMs)
  const told: Told[] = []
  const herald: Pick<Herald, 'event'> = {
    event: (name, payload) => void told.push({ name, payload }),
  }
  const engine = engineAtHand()
  const learned: string[] = []
  let ids = 0
  const accompanying = openAccompanying({
    ...{ engine, performer, transport, clock, log: muteLog, herald, session: 'ss_1' },
    players: {
      async welcome(player) {
        await Promise.resolve()
        learned.push(`welcome ${player}`)
      },
      learned: (player) => void learned.push(`learned ${player}`),
      notes: () => [],
      async [Symbol.asyncDispose]() {},
    },
    tellEngine: (payload) => void told.push({ name: 'engine', payload }),
    newPhraseId: () => `ph_${++ids}`,
    phrased() {},
    changed() {},
  })
  accompanying.set(change, 'cm_1')

  let meanwhile = (): void => {}

  /** Lets time pass in steps as small as the pump's. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5) {
      nowMs += Math.min(5, left)
      meanwhile()
      await time.pass(Math.min(5, left))
      wire.run()
    }
  }

  const hear = (message: MidiMessage, device = 'keys'): void =>
    accompanying.hear({ device, bytes: new Uint8Array(3), atMs: nowMs, message }, ada)
  const key = (
    type: 'note-on' | 'note-off',
    pitch: number,
    { device = 'keys', channel = 0 }: { readonly device?: string; readonly channel?: number } = {},
  ): void => hear({ type, channel, pitch, velocity: type === 'note-on' ? 84 : 0 }, device)

  const payloads = <N extends 'phrase' | 'yielded' | 'coming' | 'engine' | 'hearing'>(name: N) =>
    told.filter((one) => one.name === name).map(({ payload }) => payload as Payload<N>)

  return {
    ...{ engine, transport, accompanying, journal, learned, pass, key },
    now: () => nowMs,
    /** The process stands still for so long, and its clock goes on. */
    stall(ms: number) {
      nowMs += ms
      wire.run()
    },
    /** How often something that was committed was called off. */
    cuts: () => cuts,
    /** This happens every few ms from now on. */
    meanwhile(happens: () => void) {
      meanwhile = happens
    },
    /** Everything that left for the synth from now on. */
    left: () => wire.left(),
    phrases: (): readonly Phrase[] => payloads('phrase'),
    yielded: () => payloads('yielded'),
    coming: () => payloads('coming'),
    hearing: () => payloads('hearing'),
    bandPlays: (): boolean => payloads('engine').at(-1)!.bandPlays,
    /** Strikes keys together and holds them for most of `ms`. */
    async play(pitches: readonly number[], ms: number) {
      for (const pitch of pitches) key('note-on', pitch)
      await pass(ms * 0.8)
      for (const pitch of pitches) key('note-off', pitch)
      await pass(ms * 0.2)
    },
    pedal: (value: number) => hear({ type: 'control-change', channel: 0, controller: 64, value }),
    [Symbol.dispose]() {
      accompanying.rest()
      accompanying.conversation.drop()
      performer.close()
      time[Symbol.dispose]()
    },
  }
}
