import type { Clock } from '#core/clock.ts'
import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import { beatsToMs } from '#core/music/tempo.ts'
import type { Author } from '#core/score/author.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Transport } from '#hub/clock/transport.ts'
import {
  keyOf,
  type PhraseListener,
  type PlayedNote,
  phraseListener,
  phraseOf,
  tempoOf,
} from '#hub/engine/perception.ts'
import type { Log } from '#runtime/log.ts'
import type { Performance, Performer } from './performer.ts'
import type { Copy } from './router.ts'
import { scoreOfNotes } from './score.ts'

/** Call and response: hears where a phrase ends, and plays the engine's answer to it. */
export type Conversation = {
  hear(copy: Copy, author: Author): void
  setAnswering(answering: boolean): void
  answering(): boolean
  /** Forgets what was begun and drops the answer. */
  drop(): void
  close(): void
}

export type ConversationParts = {
  readonly answer: (phrase: Phrase) => Promise<readonly NoteEvent[]>
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
/** Below this the hands have not said a tempo. */
const sureEnough = 0.3
/** Somebody who never rests is answered all the same. */
const maxOnsets = 256
/** What the tempo is taken from: the last of a long phrase, so that it costs the same at any length. */
const tempoOnsets = 48
/** A phrase cannot be over sooner than 0.9 of the shortest beat after its last event. */
const shortestSilenceMs = 240

type Listening = {
  readonly listener: PhraseListener
  channel: number
  onsetsMs: number[]
  lastEventMs: number
  timer: NodeJS.Timeout | undefined
}

export function openConversation(parts: ConversationParts): Conversation {
  const { answer, performer, transport, clock, log, session, newPhraseId, tell } = parts
  const hands = new Map<string, Listening>()
  let answering = true
  let answered: Performance | undefined
  /** Counts what was played, so that an answer that comes too late can tell. */
  let strikes = 0

  function listeningTo(device: string): Listening {
    const known = hands.get(device)
    if (known) return known
    const fresh: Listening = {
      listener: phraseListener(),
      channel: 0,
      onsetsMs: [],
      lastEventMs: 0,
      timer: undefined,
    }
    hands.set(device, fresh)
    return fresh
  }

  /** The player has the word: the answer ends with the beat. */
  function yieldToPlayer(): void {
    answered?.cancel(transport.nextBeatMs(clock.now()))
    answered = undefined
  }

  /** Looks again and again whether the phrase is over; nothing is reckoned while notes come. */
  function watch(hand: Listening, atMs: number): void {
    hand.lastEventMs = atMs
    hand.timer ??= setTimeout(() => look(hand), shortestSilenceMs)
  }

  function look(hand: Listening): void {
    const nowMs = clock.now()
    const silentMs = nowMs - hand.lastEventMs
    hand.timer = undefined
    const endsMs =
      silentMs < shortestSilenceMs
        ? hand.lastEventMs + shortestSilenceMs
        : hand.listener.endsAtMs(knownBpm() ?? handsBpm(hand.onsetsMs))
    if (endsMs === undefined) return
    if (endsMs <= nowMs || hand.onsetsMs.length >= maxOnsets) {
      finish(hand)
      return
    }
    // A key that is held puts the end far off, until it is let go.
    const waitMs = Math.min(shortestSilenceMs, endsMs - nowMs)
    hand.timer = setTimeout(() => look(hand), Math.max(1, waitMs))
  }

  const handsBpm = (onsetsMs: readonly number[]): number | undefined => {
    const heard = tempoOf(onsetsMs.slice(-tempoOnsets))
    return heard && heard.confidence >= sureEnough ? heard.bpm : undefined
  }

  function knownBpm(): number | undefined {
    const { source, bpm } = transport.state()
    return source === 'command' || source === 'piece' ? bpm : undefined
  }

  function finish(hand: Listening): void {
    const played = hand.listener.finish(clock.now())
    const bpm = knownBpm() ?? handsBpm(hand.onsetsMs) ?? transport.state().bpm
    hand.onsetsMs = []
    if (played.length === 0) return
    const phrase = phraseFrom(played, bpm)
    tell(phrase)
    if (!answering) return
    reply(phrase, hand.channel).catch((cause: unknown) =>
      log.warn('phrase not answered', { cause }),
    )
  }

  function phraseFrom(played: readonly PlayedNote[], bpm: number): Phrase {
    const { meter, originMs, playing } = transport.state()
    const about = {
      id: newPhraseId(),
      session,
      bpm,
      meter,
      key: keyOf(played.map(lengthInSeconds)),
    }
    const phrase = phraseOf(played, playing ? { ...about, beatAtMs: originMs } : about)
    if (knownBpm() === undefined) transport.follow(bpm, phrase.atMs)
    return phrase
  }

  async function reply(phrase: Phrase, channel: number): Promise<void> {
    const before = strikes
    const notes = await answer(phrase)
    if (before !== strikes || !answering || notes.length === 0) return
    const { bpm, meter, playing } = transport.state()
    const soonMs = clock.now() + leadMs
    const atMs = playing ? transport.nextBarMs(soonMs) : transport.nextBeatMs(soonMs)
    tell({ ...phrase, id: newPhraseId(), by: 'engine', bpm, meter, atMs, notes: [...notes] })
    answered = performer.play(scoreOfNotes(notes, channel), {
      originMs: atMs,
      bpm,
      commitMs: beatsToMs(commitBeats, bpm),
      device: 'accompanist',
    })
  }

  return {
    hear({ device, message, atMs }, author) {
      if (isNoteOn(message)) {
        strikes += 1
        yieldToPlayer()
        const hand = listeningTo(device)
        hand.channel = message.channel
        hand.onsetsMs.push(atMs)
        hand.listener.noteOn({ pitch: message.pitch, velocity: message.velocity, atMs, author })
        watch(hand, atMs)
      } else if (isNoteOff(message)) {
        const hand = listeningTo(device)
        hand.listener.noteOff({ pitch: message.pitch, atMs })
        watch(hand, atMs)
      }
    },
    setAnswering(now) {
      answering = now
      if (!now) yieldToPlayer()
    },
    answering: () => answering,
    drop() {
      strikes += 1
      answered?.cancel()
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
