import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import { type Accompaniment, bandRoles } from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import type { Transport, TransportState } from '#hub/clock/transport.ts'
import { engineVersion } from '#hub/engine/engine-version.ts'
import { liveSeed } from '#hub/engine/live/live-seed.ts'
import type { Hears } from '#hub/engine/live/proposal.ts'
import type { Log } from '#runtime/log.ts'
import type { BandChannels } from './band-channels.ts'
import { openBandstand } from './bandstand.ts'
import type { openControls } from './controls.ts'
import { countTurn } from './count-turn.ts'
import type { Engine } from './engine.ts'
import { meetingTempo } from './meeting.ts'
import type { Performer } from './performer.ts'

/** Drums, bass, chords, pad and a second voice: they play as long as somebody plays. */
export type Band = {
  /** A player struck a key, and the engine was told. */
  heard(atMs: number): void
  /** A phrase is over: the next one says its own tempo, where nobody plays yet. */
  rested(): void
  /** Somebody set what the band depends on, by a command or a macro. */
  settle(because?: string): void
  /** The transport is like this now. */
  follow(state: TransportState): void
  /** A response sounds until then: the band goes on, its second voice rests. */
  soloing(untilMs: number): void
  /** Falls silent now. */
  rest(): void
  playing(): boolean
}

export type BandParts = {
  readonly engine: Pick<Engine, 'propose'>
  readonly performer: Pick<Performer, 'stream'>
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  readonly controls: Pick<ReturnType<typeof openControls>, 'now'>
  readonly accompaniment: () => Accompaniment
  readonly answering: () => boolean
  readonly newPhraseId: () => string
  readonly channels: () => BandChannels
  /** What is coming, bar by bar. */
  readonly tellBar: (bar: Payload<'coming'>) => void
  readonly tellHearing: (hears: Hears) => void
  /** It began or ended. */
  readonly changed: () => void
}

/** The bar that sounds and two more are asked for. */
const barsAhead = 3
/** Somebody who rests longer than this has stopped. */
const restsAfterBars = 4
/** A page has to hear of the first bar before it sounds. */
const leadMs = 120
const sureOfBeat = 0.5
/** No phrase ends by a shorter silence. */
const silentBeats = 0.8
const tellEveryMs = 250

export function openBand(parts: BandParts): Band {
  const { transport, clock, log, controls, answering } = parts
  let playing = false
  let because = 'start'
  let count = transport.state()
  let lastHeardMs = Number.NEGATIVE_INFINITY
  /** When the hands began, after a rest: that was the one. */
  let begunMs: number | undefined
  let movedMs = Number.NEGATIVE_INFINITY
  /** The tempo of the hands, where ours is another to meet their beat. */
  let theirs: number | undefined
  let soloUntilMs = Number.NEGATIVE_INFINITY
  let toldMs = Number.NEGATIVE_INFINITY
  /** Counts the plans: what was asked for one that was called off is of no use. */
  let plan = 0
  let asking = false
  let askAgain = false

  const longRestMs = (): number => {
    const { bpm, meter } = transport.state()
    return beatsToMs(restsAfterBars * barBeats(meter), bpm)
  }
  /** A piece brings its own band. */
  const wanted = (): boolean =>
    answering() &&
    bandRoles.some((role) => parts.accompaniment()[role]) &&
    !transport.state().playing
  const silentTooLong = (nowMs: number): boolean =>
    nowMs - Math.max(lastHeardMs, soloUntilMs) > longRestMs()

  const stand = openBandstand({
    ...parts,
    style: () => parts.accompaniment().style,
    over(nowMs) {
      const over = silentTooLong(nowMs) || !wanted()
      if (over) ended()
      return over
    },
    short: think,
  })

  function ended(): void {
    if (!playing) return
    playing = false
    plan += 1
    parts.changed()
  }

  /** Asks for what comes, one question at a time. */
  function think(): void {
    if (asking) {
      askAgain = true
      return
    }
    if (!wanted() && clock.now() - toldMs < tellEveryMs) return
    asking = true
    propose()
      .catch((cause: unknown) => log.warn('band not led', { cause }))
      .finally(() => {
        asking = false
        if (!askAgain) return
        askAgain = false
        think()
      })
  }

  async function propose(): Promise<void> {
    const asked = playing
    const askedFor = plan
    const fromBar = asked ? stand.openBar() : 0
    const bars = asked ? barsAhead : 0
    const { bars: proposed, hears } = await parts.engine.propose({
      ...{ fromBar, bars, because },
      ids: Array.from({ length: bars }, (_, i) => stand.nameOf(fromBar + i)),
      count: transport.state(),
      accompaniment: parts.accompaniment(),
      controls: controls.now(),
      soloing: clock.now() < soloUntilMs,
    })
    tellHearing(hears)
    if (askedFor !== plan) return
    if (asked) {
      stand.putUp(proposed)
      moveWith(hears)
    } else if (wanted()) begin(hears)
  }

  /** Nobody said a tempo: it is that of the hands. */
  const ofHands = (): boolean => ['default', 'player'].includes(transport.state().source)

  /** Hands that get faster are followed, twice a bar. */
  function moveWith({ felt }: Hears): void {
    const nowMs = clock.now()
    const state = transport.state()
    const halfBarMs = beatsToMs(barBeats(state.meter) / 2, state.bpm)
    if (!ofHands() || nowMs - movedMs < halfBarMs) return
    const meeting = felt && meetingTempo(felt, state, nowMs)
    // Hands that rest are met by nobody: what was to meet them would carry us past.
    const bpm = felt ? meeting?.bpm : theirs
    theirs = felt ? (meeting?.theirs ?? theirs) : undefined
    if (bpm === undefined || bpm === state.bpm) return
    movedMs = nowMs
    transport.setTempo(bpm, 'player', nowMs)
  }

  function tellHearing(hears: Hears): void {
    if (hears.onsets === 0 || clock.now() - toldMs < tellEveryMs) return
    toldMs = clock.now()
    parts.tellHearing(hears)
  }

  /** On the next bar line, as soon as the beat is known. */
  function begin({ felt }: Hears): void {
    if (begunMs === undefined || silentTooLong(clock.now())) return
    if (ofHands()) {
      if (!felt || felt.confidence < sureOfBeat) return
      const beatMs = 60_000 / felt.bpm
      const one = felt.atMs + Math.round((begunMs - felt.atMs) / beatMs) * beatMs
      transport.follow(Math.round(felt.bpm * 10) / 10, one)
    }
    playing = true
    plan += 1
    theirs = undefined
    count = transport.state()
    const { name: engine } = engineVersion
    const author: Author = { kind: 'machine', engine, provider: 'local', seed: liveSeed, because }
    stand.begin(transport.nextBarMs(clock.now() + leadMs), author)
    parts.changed()
    askAgain = true
  }

  return {
    heard(atMs) {
      begunMs ??= atMs
      lastHeardMs = atMs
      think()
    },
    rested() {
      const { bpm } = transport.state()
      // Who ends a phrase while somebody else plays ends it over a beat that goes on.
      if (clock.now() - lastHeardMs > beatsToMs(silentBeats, bpm)) begunMs = undefined
    },
    settle(command) {
      because = command ?? because
      if (!wanted()) {
        stand.stop(transport.nextBeatMs(clock.now()))
        ended()
        return
      }
      if (command !== undefined) stand.chooseSounds()
      if (!silentTooLong(clock.now())) think()
    },
    follow(state) {
      const turn = countTurn(count, state, clock.now())
      count = state
      if (!playing) {
        // What still rings was to end at a beat that may never come.
        if (turn === 'elsewhere') stand.stop()
        return
      }
      if (!wanted()) {
        stand.stop()
        ended()
      } else if (turn === 'slight') stand.retime()
      else {
        plan += 1
        stand.anew(turn)
        think()
      }
    },
    soloing(untilMs) {
      soloUntilMs = untilMs
      if (playing) think()
    },
    rest() {
      begunMs = undefined
      lastHeardMs = Number.NEGATIVE_INFINITY
      soloUntilMs = Number.NEGATIVE_INFINITY
      stand.stop()
      ended()
    },
    playing: () => playing,
  }
}
