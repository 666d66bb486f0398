import type { Clock } from '#core/clock.ts'
import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import { barBeats } from '#core/music/meter.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Accompaniment } from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Transport } from '#hub/clock/transport.ts'
import type { ResponseWish } from '#hub/engine/live/live-engine.ts'
import { keyOf, type PlayedNote, phraseOf } from '#hub/engine/live/perception.ts'
import type { Log } from '#runtime/log.ts'
import { type Hands, handsBpm, newHands } from './hands.ts'
import type { Performance, Performer } from './performer.ts'
import type { Copy } from './router.ts'
import { scoreOfNotes } from './score.ts'
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
  close(): void
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
}

/** How far ahead an answer is planned, and how much of that the clock worker already has. */
export const lookaheadBeats = 8
export const commitBeats = 1
/** A page has to hear of an answer before it sounds. */
const leadMs = 60
/** A response on a bar line is asked for this much earlier; what is played meanwhile comes next. */
const turnLeadMs = 160
/** Somebody who never rests is answered all the same. */
const maxOnsets = 256
/** Before the hands have said a tempo, a turn is taken to be long. */
const slowBpm = 60
/** A phrase cannot be over sooner than 0.9 of the shortest beat after its last event. */
const shortestSilenceMs = 240

/** A response that sounds, and when it goes on although the player plays. */
type Answered = {
  readonly performance: Performance
  readonly keeps: (nowMs: number) => boolean
}

export function openConversation(parts: ConversationParts): Conversation {
  const { performer, transport, clock, log, session, newPhraseId, tell } = parts
  const hands = new Map<string, Hands>()
  let answering = true
  let answered: Answered | undefined
  /** Counts what was played, so that an answer that comes too late can tell. */
  let strikes = 0

  function listeningTo(device: string): Hands {
    const known = hands.get(device)
    if (known) return known
    const fresh = newHands()
    hands.set(device, fresh)
    return fresh
  }

  /** The player has the word: the answer ends with the beat. Who trades may come in a beat early. */
  function yieldToPlayer(): void {
    const nowMs = clock.now()
    if (answered?.keeps(nowMs)) return
    answered?.performance.cancel(transport.nextBeatMs(nowMs))
    answered = undefined
  }

  /** Looks again and again whether the phrase is over; nothing is reckoned while notes come. */
  function watch(hand: Hands, atMs: number): void {
    hand.lastEventMs = atMs
    hand.timer ??= setTimeout(() => look(hand), shortestSilenceMs)
  }

  function look(hand: Hands): void {
    const nowMs = clock.now()
    hand.timer = undefined
    if (hand.onsetsMs.length === 0) return
    const endsMs = trading() ? turnOf(hand) - turnLeadMs : phraseEndsMs(hand, nowMs)
    if (endsMs === undefined) return
    if (endsMs <= nowMs || hand.onsetsMs.length >= maxOnsets) {
      finish(hand)
      return
    }
    // A key that is held puts the end far off, until it is let go.
    const waitMs = Math.min(shortestSilenceMs, endsMs - nowMs)
    hand.timer = setTimeout(() => look(hand), Math.max(1, waitMs))
  }

  function phraseEndsMs(hand: Hands, nowMs: number): number | undefined {
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
    hand.onsetsMs = []
    if (played.length === 0) return
    const phrase = phraseFrom(played, bpm, began)
    tell(phrase)
    const { respond, tradeBars } = parts.accompaniment()
    const barBeat = beatOfBar(phrase.atMs, transport)
    if (!answering || respond === 'none') {
      parts.learn(phrase, barBeat)
      return
    }
    const wish = { id: newPhraseId(), role: respond, barBeat }
    const { channel } = hand
    const turn = trades
      ? turnEndsMs(began, tradeBars, { transport, nowMs, handsBpm: undefined })
      : undefined
    const beats = trades ? tradeBars * barBeats(phrase.meter) : undefined
    const overFromMs = parts.steady() ? (turn ?? startMs()) : undefined
    reply(phrase, { ...wish, beats, overFromMs }, { channel, turnMs: turn }).catch(
      (cause: unknown) => log.warn('phrase not answered', { cause }),
    )
  }

  function phraseFrom(played: readonly PlayedNote[], bpm: number, began: Began): Phrase {
    const { meter } = transport.state()
    const key = keyOf(played.map(lengthInSeconds))
    const about = { id: newPhraseId(), session, bpm, meter, key }
    const beat = beatBegan(began, transport, clock.now())
    const beatAtMs = began.atMs - beatsToMs(beat - Math.floor(beat), bpm)
    const phrase = phraseOf(played, stands() ? { ...about, beatAtMs } : about)
    if (knownBpm() === undefined) transport.follow(bpm, phrase.atMs)
    return phrase
  }

  async function reply(
    phrase: Phrase,
    wish: ResponseWish,
    { channel, turnMs }: { readonly channel: number; readonly turnMs: number | undefined },
  ): Promise<void> {
    const before = strikes
    const notes = await parts.respond(phrase, wish)
    const playedOn = turnMs === undefined && before !== strikes
    if (playedOn || !answering || notes.length === 0) return
    const { bpm, meter } = transport.state()
    const atMs = turnMs === undefined ? startMs() : barLineNear(turnMs, transport)
    tell({ ...phrase, id: wish.id, by: 'engine', bpm, meter, atMs, notes: [...notes] })
    const performance = performer.play(scoreOfNotes(notes, channel), {
      originMs: atMs,
      bpm,
      commitMs: beatsToMs(commitBeats, bpm),
      device: 'accompanist',
      ...(stands() && { msAt: transport.from(atMs).msAt }),
    })
    const beats = wish.beats ?? Math.max(...notes.map(({ start, length }) => start + length))
    const untilMs = atMs + beatsToMs(beats, bpm)
    answered = {
      performance,
      // The end of the player's turn may ring into ours, and theirs begin before ours has ended.
      keeps: (nowMs) =>
        turnMs !== undefined &&
        (nowMs < atMs + beatsToMs(0.5, bpm) || nowMs > untilMs - beatsToMs(1, bpm)),
    }
    parts.soloing(untilMs)
  }

  /** The next bar where bars stand, else the next beat. */
  function startMs(): number {
    const soonMs = clock.now() + leadMs
    return stands() ? transport.nextBarMs(soonMs) : transport.nextBeatMs(soonMs)
  }

  return {
    hear({ device, message, atMs }, author) {
      if (isNoteOn(message)) {
        strikes += 1
        yieldToPlayer()
        const hand = listeningTo(device)
        hand.channel = message.channel
        if (hand.onsetsMs.length === 0) hand.began = { atMs, line: transport.from(atMs) }
        hand.onsetsMs.push(atMs)
        hand.listener.noteOn({ pitch: message.pitch, velocity: message.velocity, atMs, author })
        watch(hand, atMs)
      } else if (isNoteOff(message)) {
        const hand = listeningTo(device)
        hand.listener.noteOff({ pitch: message.pitch, atMs })
        watch(hand, atMs)
      }
    },
    keyUp({ device, message, atMs }) {
      const hand = hands.get(device)
      if (!hand || !('pitch' in message)) return
      hand.listener.keyUp({ pitch: message.pitch, atMs })
      watch(hand, atMs)
    },
    setAnswering(now) {
      answering = now
      if (!now) yieldToPlayer()
    },
    answering: () => answering,
    drop() {
      strikes += 1
      answered?.performance.cancel()
      answered = undefined
      for (const hand of hands.values()) {
        clearTimeout(hand.timer)
        hand.timer = undefined
        hand.onsetsMs = []
        hand.listener.finish(clock.now())
      }
    },
    close() {
      for (const hand of hands.values()) clearTimeout(hand.timer)
    },
  }
}

const lengthInSeconds = ({ pitch, lengthMs }: PlayedNote) => ({ pitch, length: lengthMs / 1000 })
