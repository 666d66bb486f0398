import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs, msToBeats } from '#core/music/tempo.ts'
import type { Accompaniment } from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { ResponseWish } from '#hub/engine/live/live-engine.ts'
import { type PlayedNote, phraseOf } from '#hub/engine/live/perception.ts'
import type { Log } from '#runtime/log.ts'
import {
  everybodysHands,
  type HandKind,
  type Hands,
  handsBpm,
  keyOfHands,
  phraseOver,
} from './hands.ts'
import type { Performer } from './performer.ts'
import { openPhraseWatch, shortestSilenceMs } from './phrase-watch.ts'
import { openResponding } from './responding.ts'
import type { Copy } from './router.ts'
import { type Began, barLineNear, beatBegan, beatOfBar, bpmSince, turnEndsMs } from './turns.ts'

/** Call and response: hears where a phrase ends, and plays the engine's answer to it. */
export type Conversation = {
  hear(copy: Copy, author: Author): void
  /** A hand has left a key, whose sound a pedal may hold. */
  keyUp(copy: Copy): void
  setAnswering(answering: boolean): void
  answering(): boolean
  /** Forgets what was begun and drops the answer. */
  drop(): void
}

export type ConversationParts = {
  readonly respond: (phrase: Phrase, wish: ResponseWish) => Promise<readonly NoteEvent[]>
  /** The phrase is to be learned, and nothing else. */
  readonly learn: (phrase: Phrase, barBeat: number) => void
  readonly accompaniment: () => Pick<Accompaniment, 'respond' | 'tradeBars'>
  /** Others play along: the hands follow the beat, not the beat the hands. */
  readonly steady: () => boolean
  /** A response sounds until then. */
  readonly soloing: (untilMs: number) => void
  readonly performer: Performer
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  readonly session: string
  readonly newPhraseId: () => string
  /** A phrase was played, or is about to sound. */
  readonly tell: (phrase: Phrase) => void
  /** A response ends before its end. */
  readonly cut: (cut: Payload<'yielded'>) => void
}

/** How far ahead an answer is planned. */
export const lookaheadBeats = 8
/** A page has to hear of an answer before it sounds. */
const leadMs = 60
/** A response on a bar line is asked for this much earlier; what is played meanwhile comes next. */
const turnLeadMs = 160
/** Before the hands have said a tempo, a turn is taken to be long. */
const slowBpm = 60

export function openConversation(parts: ConversationParts): Conversation {
  const { performer, transport, clock, log, session, newPhraseId, tell } = parts
  const hands = everybodysHands()
  const responding = openResponding({
    ...{ performer, transport, clock },
    cut(cut) {
      parts.cut(cut)
      parts.soloing(Math.max(cut.atMs, responding.untilMs()))
    },
  })
  const { watch, leave } = openPhraseWatch({ clock, endsMs, over: finish })
  let answering = true
  /** Counts what was played, so that an answer that comes too late can tell. */
  const strikes: Record<HandKind, number> = { keys: 0, pads: 0 }
  /** Counts how often all was dropped: what was asked for before is not played. */
  let drops = 0

  function endsMs(hand: Hands, nowMs: number): number | undefined {
    if (trading()) return turnOf(hand) - turnLeadMs
    if (nowMs - hand.lastEventMs < shortestSilenceMs) return hand.lastEventMs + shortestSilenceMs
    return hand.listener.endsAtMs(knownBpm() ?? handsBpm(hand))
  }

  /** A bar line means something: a piece or a band plays, or somebody else leads. */
  const stands = (): boolean => transport.state().playing || transport.led() || parts.steady()

  const trading = (): boolean => answering && parts.accompaniment().respond === 'trade'

  function turnOf(hand: Hands): number {
    const bpm = knownBpm() === undefined ? (handsBpm(hand) ?? slowBpm) : undefined
    const { tradeBars } = parts.accompaniment()
    return turnEndsMs(hand.began!, tradeBars, { transport, nowMs: clock.now(), handsBpm: bpm })
  }

  function knownBpm(): number | undefined {
    const { source, bpm } = transport.state()
    const said = source !== 'default' && source !== 'player'
    return said || parts.steady() ? bpm : undefined
  }

  function finish(hand: Hands): void {
    const trades = trading()
    const nowMs = clock.now()
    const played = hand.listener.finish(nowMs)
    const began = hand.began!
    // A transport that runs after its leader has had more than one tempo meanwhile.
    const ledBpm = transport.led() ? bpmSince(began, nowMs) : undefined
    const bpm = ledBpm ?? knownBpm() ?? handsBpm(hand) ?? transport.state().bpm
    const phrase = phraseFrom(hand, played, { bpm, began })
    phraseOver(hand, played)
    tell(phrase)
    const { respond, tradeBars } = parts.accompaniment()
    const barBeat = beatOfBar(phrase.atMs, transport)
    if (!answering || respond === 'none' || othersPlay(hand, nowMs)) {
      parts.learn(phrase, barBeat)
      return
    }
    const wish = { id: newPhraseId(), role: respond, barBeat }
    const turn = trades
      ? turnEndsMs(began, tradeBars, { transport, nowMs, handsBpm: undefined })
      : undefined
    const beats = trades ? tradeBars * barBeats(phrase.meter) : undefined
    const overFromMs = parts.steady() ? (turn ?? startMs()) : undefined
    reply(phrase, { ...wish, beats, overFromMs }, { to: hand, turnMs: turn }).catch(
      (cause: unknown) => log.warn('phrase not answered', { cause }),
    )
  }

  /** Somebody else is in the middle of a phrase: an answer now would be in their way. A drummer is in nobody's. */
  function othersPlay({ kind }: Hands, nowMs: number): boolean {
    const { bpm, meter } = transport.state()
    return hands.playSince(kind, nowMs - beatsToMs(barBeats(meter), bpm))
  }

  function phraseFrom(
    hand: Hands,
    played: readonly PlayedNote[],
    { bpm, began }: { readonly bpm: number; readonly began: Began },
  ): Phrase {
    const { meter } = transport.state()
    const key = keyOfHands(hand, played)
    const about = {
      ...{ id: newPhraseId(), session, bpm, meter },
      ...(key && { key }),
      ...(hand.kind === 'pads' && { drums: true }),
    }
    const beat = beatBegan(began, transport, clock.now())
    const beatAtMs = began.atMs - beatsToMs(beat - Math.floor(beat), bpm)
    const phrase = phraseOf(played, stands() ? { ...about, beatAtMs } : about)
    if (knownBpm() === undefined) transport.follow(bpm, phrase.atMs)
    return phrase
  }

  async function reply(
    phrase: Phrase,
    wish: ResponseWish,
    { to, turnMs }: { readonly to: Hands; readonly turnMs: number | undefined },
  ): Promise<void> {
    const { kind, channel } = to
    const before = { drops, strikes: strikes[kind] }
    const answer = await parts.respond(phrase, wish)
    const playedOn = turnMs === undefined && before.strikes !== strikes[kind]
    if (playedOn || before.drops !== drops || !answering) return
    const { bpm, meter } = transport.state()
    const atMs = turnMs === undefined ? startMs() : barLineNear(turnMs, transport)
    // An engine that is late comes in where the turn is by now.
    const lateBeats = msToBeats(clock.now() - atMs, bpm)
    const notes = lateBeats > 0 ? answer.filter(({ start }) => start >= lateBeats) : answer
    if (notes.length === 0) return
    tell({ ...phrase, id: wish.id, by: 'engine', bpm, meter, atMs, notes: [...notes] })
    const beats = wish.beats ?? Math.max(...notes.map(({ start, length }) => start + length))
    const isTurn = turnMs !== undefined
    responding.begin({ id: wish.id, to: kind, notes, channel, atMs, beats, isTurn })
    parts.soloing(atMs + beatsToMs(beats, bpm))
  }

  /** The next bar where bars stand, else the next beat. */
  function startMs(): number {
    const soonMs = clock.now() + leadMs
    return stands() ? transport.nextBarMs(soonMs) : transport.nextBeatMs(soonMs)
  }

  return {
    hear(copy, author) {
      const { message, atMs } = copy
      if (isNoteOn(message)) {
        const hand = hands.of(copy)
        strikes[hand.kind] += 1
        responding.yieldTo(hand.kind)
        hand.channel = message.channel
        if (hand.onsetsMs.length === 0) hand.began = { atMs, line: transport.from(atMs) }
        hand.onsetsMs.push(atMs)
        hand.listener.noteOn({ pitch: message.pitch, velocity: message.velocity, atMs, author })
        // A pad may say late, or never, that it was let go of.
        if (hand.kind === 'pads') hand.listener.keyUp({ pitch: message.pitch, atMs })
        watch(hand, atMs)
      } else if (isNoteOff(message)) {
        const hand = hands.of(copy)
        hand.listener.noteOff({ pitch: message.pitch, atMs })
        watch(hand, atMs)
      }
    },
    keyUp(copy) {
      if (!('pitch' in copy.message)) return
      const hand = hands.of(copy)
      hand.listener.keyUp({ pitch: copy.message.pitch, atMs: copy.atMs })
      watch(hand, copy.atMs)
    },
    setAnswering(now) {
      answering = now
      if (!now) responding.yield()
    },
    answering: () => answering,
    drop() {
      drops += 1
      responding.drop()
      for (const hand of hands.all()) {
        leave(hand)
        hand.onsetsMs = []
        hand.listener.finish(clock.now())
      }
    },
  }
}
