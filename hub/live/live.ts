import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { HubError } from '#core/errors.ts'
import { type IdPrefix, newId } from '#core/id.ts'
import { decodeMidi, isNoteOn } from '#core/midi/codec.ts'
import type { Author } from '#core/score/author.ts'
import type { Presence } from '#firmware-bridge/presence.ts'
import { openSerial } from '#firmware-bridge/transports/serial.ts'
import type { openLink } from '#hub/clock/link/link.ts'
import { openTransport } from '#hub/clock/transport.ts'
import type { Log } from '#runtime/log.ts'
import { openAccompanying } from './accompanying.ts'
import { controlActions } from './actions.ts'
import { openCommands } from './commands.ts'
import { openCopies } from './copies.ts'
import { type Engine, openEngine } from './engine.ts'
import { foreignTopics } from './foreign.ts'
import { openGround } from './ground.ts'
import { openHerald } from './herald.ts'
import { joinBus, type LiveBus } from './join-bus.ts'
import type { HubDoor } from './journal/push.ts'
import { figuresOf, notesOf } from './journal/words.ts'
import { openPerformer } from './performer.ts'
import { openPlayers } from './players.ts'
import { recentPlaying } from './recent.ts'
import { openRigKeeper } from './rig-keeper.ts'
import { openRouter } from './router.ts'
import { openScreens } from './screens.ts'
import { silenceOn } from './silence.ts'
import { openSitting, somebody } from './sitting.ts'
import { openStage } from './stage.ts'
import { openTimekeeper } from './timekeeper.ts'
import { goOnWith, openUnended, setTempoOf } from './unended.ts'

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
  /** Who answers phrases; our own engine in a worker where left out. */
  readonly engine?: Engine
  /** What is plugged in; as the kernel says it where left out. */
  readonly presence?: Presence
  /** Who meets the peers of an Ableton Link session; our own part in it where left out. */
  readonly openLink?: typeof openLink
  /** A port does not let go, or spins: only leaving the process cures it. */
  readonly abandoned?: (why: string) => void
}

/**
 * The live process without the process: devices → router → ledger → clock worker → outputs, and around
 * it what gets copies. Plays before it has a bus; `join` gives it one.
 */
export async function startLive(parts: LiveParts) {
  const { dataDir, hub, clock, log, random, fetch, realTime } = parts
  const id = (prefix: IdPrefix): string =>
    newId(prefix, { now: () => Date.parse(clock.date()), random })
  const herald = openHerald(log)
  let heard = 0
  let lastHeardMs = Number.NEGATIVE_INFINITY
  const recent = recentPlaying()
  const unended = await openUnended({ dataDir, log })
  const sitting = openSitting(
    {
      ...{ session: id('ss'), startedAt: clock.date() },
      player: unended.before.player ?? somebody,
    },
    (state) => herald.state('session', state),
  )
  const foreign = foreignTopics()
  /** Nobody is read by a description before there is a stage. */
  let reread = (): Promise<void> => Promise.resolve()
  const [journal, output, presence, shelf] = await openGround({
    ...{ dataDir, session: sitting.id, hub, log, realTime, presence: parts.presence },
    writeFailed: (failed, why) => stage.writeFailed(failed, why),
    redescribed() {
      reread().catch((cause: unknown) => log.warn('descriptions not taken', { cause }))
    },
  })
  for (const onsetMs of journal.recoveredOnsetsMs) recent.noteOn(onsetMs)
  const transport = openTransport((state) => {
    herald.state('transport', state)
    stage.follow(state)
    accompanying.follow(state)
    timekeeper.follow(state)
    unended.set(setTempoOf(state))
    journal.write({ type: 'tempo', atMs: state.originMs, beat: state.originBeat, bpm: state.bpm })
  }, clock.now())
  const router = openRouter({
    outlet: { send: (outputs, bytes) => void output.send(outputs, bytes) },
    copy(copy) {
      heard += 1
      lastHeardMs = copy.atMs
      copies.take(copy)
    },
    time: (device, message, atMs) => timekeeper.hear(device, message, atMs),
    outputsChanged: () => timekeeper.outputsChanged(),
  })
  const timekeeper = await openTimekeeper({
    ...{ dataDir, transport, output, router, herald, clock, random, log },
    knows: (device) => stage.authorOf(device) !== undefined,
    starts: (firstBeatMs) => commands.startAt(firstBeatMs),
    stops: () => commands.halt(),
    ...(parts.openLink && { openLink: parts.openLink }),
  })

  const performer = openPerformer({
    output,
    outputs: router.outputs,
    clock,
    sounded({ atMs, device, bytes, author }) {
      journal.write({ type: 'midi', atMs, device, bytes: [...bytes], author })
      const message = decodeMidi(bytes)
      if (message && isNoteOn(message)) recent.noteOn(atMs)
      else recent.noteOff(atMs)
    },
  })
  const engine = parts.engine ?? openEngine({ log })
  const players = openPlayers({ dataDir, engine, log })
  let chain: Payload<'providers'>['chain'] | undefined
  const accompanying = openAccompanying({
    ...{ engine, players, performer, transport, clock, log },
    session: sitting.id,
    newPhraseId: () => id('ph'),
    herald,
    tellEngine: (state) =>
      herald.state('engine', { ...state, ...(chain && { chain: [...chain] }) }),
    phrased: sitting.phrase,
    changed: (answering) => stage.show('answering', answering ? 1 : 0),
  })
  const { conversation } = accompanying

  const screens = openScreens({
    ...{ router, clock, player: sitting.player() },
    say: (state) => herald.state('device', state, { device: state.device }),
    forget: (device) => herald.forget('device', { device }),
    moved(event) {
      copies.moved(event, true)
      stage.moved(event)
    },
    lost: (device) => stage.lost(device),
  })
  const authorOf = (device: string): Author | undefined =>
    stage.authorOf(device) ?? screens.authorOf(device)
  const copies = openCopies({
    clock,
    journal,
    herald,
    recent,
    authorOf: (device) => authorOf(device) ?? { kind: 'human', player: sitting.player(), device },
    heard: accompanying.hear,
  })

  const commands = openCommands({
    clock,
    transport: timekeeper.transport,
    timekeeper,
    performer,
    conversation,
    journal,
    recent,
    newTakeId: () => id('tk'),
    piece: (piece) => (hub ? engine.piece(piece, hub) : Promise.reject(noHub())),
    release: () => router.releaseAll(clock.now()),
    silence() {
      output.flush(router.outputs())
      silenceOn(output, router.outputs())
    },
    rename(player) {
      sitting.rename(player)
      screens.rename(player)
      accompanying.welcome(player)
      unended.set({ player })
    },
    rest: accompanying.rest,
    accompany(change, because) {
      accompanying.set(change, because)
      const answering = conversation.answering()
      unended.set({ answering, accompaniment: accompanying.now(), because })
    },
    why: engine.why,
  })

  let hubBus: Bus | undefined
  const act = controlActions({
    ...{ commands, transport: timekeeper.transport, conversation, clock, log },
    newId: () => id('cm'),
    bus: () => hubBus,
  })
  const stage = openStage({
    ...{ dataDir, shelf, router, output, transport, herald, act, hub, fetch },
    copies: {
      ...copies,
      moved(event, midi) {
        heard += 1
        copies.moved(event, midi)
      },
    },
    world: { clock, log, random, presence, foreign, openSerial },
    answering: conversation.answering,
    accompaniment: accompanying.now,
    turned: accompanying.turned,
    abandoned: parts.abandoned ?? (() => {}),
  })

  reread = stage.reread
  herald.state('transport', transport.state())
  accompanying.say()
  accompanying.welcome(sitting.player())
  goOnWith(unended.before, { transport, accompanying, nowMs: clock.now() })
  const rigs = await openRigKeeper({ dataDir, hub, apply: stage.apply, fetch, log })

  return {
    /** Says everything to this bus from now on, and does what it commands. */
    async join(bus: LiveBus): Promise<void> {
      // Only now, so that a page that is waited for comes first.
      engine.wake()
      hubBus = bus
      await joinBus(bus, {
        ...{ herald, screens, journal, foreign, commands, stage, rigs, authorOf, log },
        newest: act.newest,
        chained(now) {
          chain = now
          accompanying.say()
        },
      })
    },
    /** It ends to begin anew by itself, and goes on with the same sitting. */
    startsAnew: unended.goesOn,
    clockPriority: output.priority,
    sounding: router.sounding,
    figures: () => ({
      ...output.figures(),
      sounding: router.sounding(),
      wireFaults: stage.faults(),
      ...figuresOf(journal),
    }),
    /** When something last came from a device or went to one, on the hub's clock. */
    heardMs: () => lastHeardMs,
    /** How often something came. */
    heard: () => heard,
    notes: () => [...notesOf(journal), ...players.notes(), ...stage.notes()],
    async [Symbol.asyncDispose]() {
      accompanying.rest()
      conversation.drop()
      performer.silence()
      router.releaseAll(clock.now())
      await timekeeper[Symbol.asyncDispose]()
      await rigs[Symbol.asyncDispose]()
      await stage[Symbol.asyncDispose]()
      // What the devices still said as they were let go of is played as well.
      copies.flush()
      await Promise.all([shelf[Symbol.asyncDispose](), presence[Symbol.asyncDispose]()])
      performer.close()
      await output[Symbol.asyncDispose]()
      await players[Symbol.asyncDispose]()
      await Promise.all([engine[Symbol.asyncDispose](), journal[Symbol.asyncDispose]()])
      await unended[Symbol.asyncDispose]()
    },
  }
}

const noHub = (): HubError =>
  new HubError('hub-unreachable', 'live knows no hub to fetch the piece from', {
    hint: 'Name the hub with RIGSONG_HUB_URL.',
  })
