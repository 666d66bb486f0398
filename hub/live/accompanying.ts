import type { Payload } from '#core/bus/topics.ts'
import type { Clock } from '#core/clock.ts'
import { isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import { isOfKit } from '#core/midi/drum-channel.ts'
import {
  type Accompaniment,
  type AccompanimentChange,
  changed,
  firstAccompaniment,
} from '#core/score/accompaniment.ts'
import type { Author } from '#core/score/author.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Transport, TransportState } from '#hub/clock/transport.ts'
import { engineVersion } from '#hub/engine/engine-version.ts'
import type { Hears } from '#hub/engine/live/proposal.ts'
import type { Log } from '#runtime/log.ts'
import { openBand } from './band.ts'
import { channelsBeside } from './band-channels.ts'
import { openControls, slewMs } from './controls.ts'
import { type Conversation, lookaheadBeats, openConversation } from './conversation.ts'
import type { Engine } from './engine.ts'
import type { Herald } from './herald.ts'
import type { Performer } from './performer.ts'
import type { Players } from './players.ts'
import { commitBeats } from './responding.ts'
import type { Copy } from './router.ts'
import { openSustain } from './sustain.ts'

/** The accompanist at the rig: what it hears goes to the engine, and comes back as response and band. */
export type Accompanying = {
  readonly conversation: Conversation
  hear(copy: Copy, author: Author): void
  set(change: AccompanimentChange, because: string): void
  /** What it is set to do. */
  now(): Accompaniment
  turned(macro: number, value: number): void
  follow(state: TransportState): void
  /** What is known of this player is fetched. */
  welcome(player: string): void
  /** The band falls silent now. */
  rest(): void
  /** Says how everything is set. */
  say(): void
}

export type AccompanyingParts = {
  readonly engine: Engine
  readonly players: Players
  readonly performer: Performer
  readonly transport: Transport
  readonly clock: Clock
  readonly log: Log
  readonly herald: Pick<Herald, 'event'>
  /** How it is set, and whether the band plays. */
  readonly tellEngine: (state: Payload<'engine'>) => void
  readonly session: string
  readonly newPhraseId: () => string
  /** A phrase of the player ended. */
  readonly phrased: () => void
  readonly changed: (answering: boolean) => void
}

export function openAccompanying(parts: AccompanyingParts): Accompanying {
  const { engine, players, performer, transport, clock, log, herald, session, newPhraseId } = parts
  const controls = openControls(clock)
  const sustain = openSustain()
  /** Channels that somebody has played on. */
  const played = new Set<number>()
  let accompaniment: Accompaniment = firstAccompaniment

  const conversation = openConversation({
    ...{ performer, transport, clock, log, session, newPhraseId },
    async respond(phrase, wish) {
      const player = playerOf(phrase)
      await players.welcome(player)
      const notes = await engine.respond(phrase, wish)
      players.learned(player)
      return notes
    },
    learn(phrase, barBeat) {
      const player = playerOf(phrase)
      // What is stored of somebody who was not heard yet would else be overwritten with this phrase.
      whenKnown(player, () => {
        engine.tell({ news: 'learn', phrase, barBeat })
        players.learned(player)
      })
    },
    accompaniment: () => accompaniment,
    steady: () => band.playing(),
    soloing: (untilMs) => band.soloing(untilMs),
    tell(phrase) {
      herald.event('phrase', phrase, { session })
      if (phrase.by !== 'player') return
      parts.phrased()
      band.rested()
    },
    cut: (cut) => herald.event('yielded', cut, { session }),
  })
  const band = openBand({
    ...{ engine, performer, transport, clock, log, controls, newPhraseId },
    accompaniment: () => accompaniment,
    channels: () => channelsBeside(played),
    answering: conversation.answering,
    tellBar: (bar) => herald.event('coming', bar, { session }),
    tellHearing: (hears) => herald.event('hearing', wordsOf(hears, clock.now()), { session }),
    changed: say,
  })

  function say(): void {
    parts.tellEngine({
      ...{ provider: 'local', version: engineVersion.version, lookaheadBeats, commitBeats },
      answering: conversation.answering(),
      accompaniment,
      bandPlays: band.playing(),
    })
  }

  function whenKnown(player: string, then: () => void): void {
    players
      .welcome(player)
      .then(then)
      .catch((cause: unknown) => log.warn('player not known', { cause }))
  }

  function note(copy: Copy, author: Author): void {
    const { message, atMs } = copy
    const drum = isOfKit(message)
    if (isNoteOn(message)) {
      const { pitch, velocity } = message
      engine.tell({ news: 'strike', note: { pitch, velocity, atMs, ...(drum && { drum }) } })
      band.heard(atMs)
    } else if (isNoteOff(message) && !drum) {
      engine.tell({ news: 'lift', note: { pitch: message.pitch, atMs } })
    }
    conversation.hear(copy, author)
  }

  return {
    conversation,
    hear(copy, author) {
      if (isNoteOn(copy.message)) played.add(copy.message.channel)
      if (isNoteOff(copy.message)) conversation.keyUp(copy)
      for (const message of sustain.heard(copy.device, copy.message, copy.atMs))
        note({ ...copy, message }, author)
    },
    set(change, because) {
      accompaniment = changed(accompaniment, change)
      band.settle(because)
      say()
      parts.changed(conversation.answering())
    },
    now: () => accompaniment,
    turned(macro, value) {
      if (!controls.turn(macro, value) || !band.playing()) return
      band.settle()
      // Where the turn ends is played as well, not only where it began.
      setTimeout(() => band.settle(), slewMs).unref()
    },
    follow: (state) => band.follow(state),
    welcome: (player) => whenKnown(player, () => {}),
    rest: band.rest,
    say,
  }
}

const playerOf = ({ notes }: Phrase): string => {
  const author = notes[0]?.author
  return author?.kind === 'human' ? author.player : 'player'
}

const wordsOf = ({ felt, key, chord, features }: Hears, atMs: number) => ({
  ...{ atMs, bpm: felt?.bpm ?? 0, confidence: Math.min(1, felt?.confidence ?? 0) },
  ...(key !== undefined && { key }),
  ...(chord !== undefined && { chord }),
  ...features,
})
