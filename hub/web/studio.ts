import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Payload } from '#core/bus/topics.ts'
import { pitchName } from '#core/music/pitch.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { isSound } from '#core/score/sounds.ts'
import type { Answered, Api, Problem } from './api.ts'
import { type FrameLoop, frameLoop } from './elements/frame-loop.ts'
import { follow, type Live, openLive, type Said } from './live/live.ts'
import type { Path } from './paths.ts'
import { openPlayer, type Player } from './pieces/player.ts'
import { type Cards, openCards } from './play/cards.ts'
import { cuesOfBar } from './play/cues.ts'
import { type Hands, openHands } from './play/hands.ts'
import { type Heard, openNeighbours } from './play/neighbours.ts'
import { type NoteTrail, noteTrail } from './play/note-trail.ts'
import { followAnswers, followPiece } from './play/on-the-beat.ts'
import { openPieceShelf, type PieceShelf } from './play/piece-shelf.ts'
import { openStage } from './play/stage.ts'
import type { Voice } from './play/voice.ts'
import { type Announcer, openAnnouncer } from './shell/announcer.ts'
import type { Memory } from './shell/memory.ts'
import type { Notices } from './shell/notices.ts'
import type { ThemeSwitch } from './shell/theme.ts'
import { say } from './words/say.ts'

export type Transport = Payload<'transport'>
export type Engine = Payload<'engine'>

/** Everything a screen plays with, once somebody is signed in. */
export type Studio = {
  readonly api: Api
  readonly live: Live
  readonly voice: Voice
  readonly trail: NoteTrail
  readonly hands: Hands
  readonly frames: FrameLoop
  readonly notices: Notices
  readonly announcer: Announcer
  readonly memory: Memory
  readonly theme: ThemeSwitch['theme']
  readonly shelf: PieceShelf
  readonly cards: Cards
  readonly now: () => number
  /** Shows another screen. */
  go(path: Path): void
  readonly transport: ReadonlySignal<Said<Transport> | undefined>
  readonly engine: ReadonlySignal<Said<Engine> | undefined>
  /** The sound of this page's keys. */
  readonly keySound: Signal<string>
  /** Counts up when a piece or take came, changed or went. */
  readonly pieceNews: ReadonlySignal<number>
  readonly takeNews: ReadonlySignal<number>
  /** Hears a rendered piece here, apart from the rig. */
  readonly player: Player
  /** This page changed a piece: the lists look anew without waiting for the news. */
  piecesChanged(): void
  panic(): void
  /** Plays a piece on the rig, and so here too. */
  play(piece: string): Promise<void>
  stop(): Promise<void>
  /** Says a refusal where everybody sees it; hands on what was answered. */
  heed<T>(answered: Answered<T>): T | undefined
}

const StudioContext = createContext<Studio | undefined>(undefined)
export const StudioProvider = StudioContext.Provider

/** The studio of the screen; there is one wherever a screen is shown. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext)
  if (!studio) throw new TypeError('a screen needs its studio')
  return studio
}

type Parts = {
  readonly window: Window
  readonly api: Api
  readonly voice: Voice
  readonly notices: Notices
  readonly memory: Memory
  readonly theme: ThemeSwitch
  readonly go: (path: Path) => void
  /** The session was taken back: there is no way to play here any more. */
  readonly onSentOut: () => void
}

/** Joins socket, synth, hands and stage. */
export function openStudio(parts: Parts): Studio {
  const { window, api, voice, notices, memory, go, onSentOut } = parts
  const now = (): number => window.performance.now()
  const live = openLive({ url: liveUrl(window.location), now, random: Math.random })
  const trail = noteTrail()
  const frames = frameLoop({ window })
  const announcer = openAnnouncer(now)
  const shelf = openPieceShelf(api)
  const keptSound = memory.get('key-sound') ?? ''
  const keySound = signal<string>(isSound(keptSound) ? keptSound : 'piano')
  const pieceNews = signal(0)
  const takeNews = signal(0)
  const stage = openStage({ voice, trail, now, hidden: () => window.document.hidden })
  const hands = openHands({
    voice,
    trail,
    play: (bytes) => live.seat.value?.role !== 'viewer' && live.play(bytes),
    sound: () => keySound.value,
    now,
  })
  const neighbours = openNeighbours({
    voice,
    trail,
    own: () => live.seat.value?.device,
    sound: () => 'piano',
    now,
  })
  const player = openPlayer(window.document.createElement('audio'))
  const transport = follow<Transport>(live, 'state/transport', now)
  const engine = follow<Engine>(live, 'state/engine', now)

  const hush = (): void => {
    hands.releaseAll()
    neighbours.releaseAll()
    stage.cut()
  }

  trail.onChange(frames.wake)
  live.onLost(() => {
    hush()
    void api.me().then((me) => {
      if (me.ok || me.problem.status !== 401) return
      live.close()
      onSentOut()
    })
  })
  live.hear('event/midi/+', 'all', (heard) => neighbours.hear(heard as Heard))
  live.hear('event/phrase/+', 'all', (said) => {
    const phrase = said as Phrase
    if (phrase.by === 'engine') {
      announcer.say(say('play.says-answer', { n: phrase.notes.length }))
    } else {
      const notes = phrase.notes.slice(-8).map(({ pitch }) => pitchName(pitch))
      announcer.say(say('play.says-you', { notes: notes.join(' ') }))
    }
  })
  live.hear('event/coming/+', 'all', (said) => {
    const bar = said as Payload<'coming'>
    stage.bar(bar.bar, cuesOfBar(bar, live.clock.toPage(bar.atMs)))
  })
  live.hear('event/piece/+', 'all', (said) => {
    shelf.forget((said as Payload<'piece'>).piece)
    pieceNews.value += 1
  })
  live.hear('event/take/+', 'all', () => {
    takeNews.value += 1
  })
  effect(() => {
    if (live.dropped.value > 0) neighbours.releaseAll()
  })
  const onTransport = (hear: (said: Transport | undefined) => void): void =>
    void effect(() => hear(live.synced.value ? transport.value?.value : undefined))
  followAnswers({
    ...{ live, onTransport, stage, now },
    sound: () => (keySound.peek() === 'ep' ? 'mallet' : 'ep'),
  })
  followPiece({ live, onTransport, shelf, stage })

  const heed = <T>(answered: Answered<T>): T | undefined => {
    if (answered.ok) return answered.value
    const problem = told(answered.problem)
    notices.say({ text: problem.title, problem })
    return undefined
  }

  const play = async (piece: string): Promise<void> => {
    heed(await api.transport({ playing: true, piece }))
  }

  const studio: Studio = {
    api,
    live,
    voice,
    trail,
    hands,
    frames,
    notices,
    announcer,
    memory,
    theme: parts.theme.theme,
    shelf,
    cards: openCards({ api, news: pieceNews, play, told }),
    now,
    go,
    transport,
    engine,
    keySound,
    pieceNews,
    takeNews,
    player,
    piecesChanged() {
      pieceNews.value += 1
    },
    panic() {
      hush()
      player.stop()
      void api.panic().then((answered) => {
        if (heed(answered)) announcer.say(say('panic.done'))
      })
    },
    play,
    async stop() {
      stage.cut()
      heed(await api.transport({ playing: false }))
    },
    heed,
  }
  effect(() => memory.set('key-sound', keySound.value))
  effect(() => {
    const bpm = transport.value?.value.bpm
    if (bpm !== undefined && voice.state.value === 'on') voice.tempo(bpm)
  })
  return studio
}

/** The hub's words where it said some, ours where nobody answered. */
export function told(problem: Problem): Problem {
  if (problem.status !== 0) return problem
  return { ...problem, title: say('error.offline-title'), fix: say('error.offline-fix') }
}

function liveUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/live`
}
