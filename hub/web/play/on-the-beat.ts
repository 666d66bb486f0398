import type { Payload } from '#core/bus/topics.ts'
import { msToBeats } from '#core/music/tempo.ts'
import type { Phrase } from '#core/score/phrase.ts'
import type { Piece } from '#core/score/piece.ts'
import type { HubClock } from '../live/hub-clock.ts'
import { cuesOfPhrase, cuesOfPiece } from './cues.ts'
import type { LineName, Stage } from './stage.ts'

type Transport = Payload<'transport'>

type Following = {
  readonly live: {
    readonly clock: Pick<HubClock, 'toPage' | 'toHub'>
    hear(topic: string, mode: 'all', hear: (said: unknown) => void): void
  }
  /** Hears each state of the transport; undefined while the hub is away. */
  readonly onTransport: (hear: (said: Transport | undefined) => void) => void
  readonly stage: Pick<Stage, 'cue' | 'move' | 'end' | 'cut'>
}

const beatAt = ({ originBeat, originMs, bpm }: Transport, ms: number): number =>
  originBeat + msToBeats(ms - originMs, bpm)

/** How far a count of beats jumps where the one state comes after the other; 0 where it goes on. */
const jump = (was: Transport, is: Transport): number =>
  beatAt(is, is.originMs) - beatAt(was, is.originMs)

/** Less than this is the rounding of a sum, or a leader that is caught up with. */
const sameCount = 0.05
const sameTempo = 0.01

/** Sounds the piece that the rig plays, where its beats say, and stops with it. */
export function followPiece({
  live,
  onTransport,
  shelf,
  stage,
}: Following & {
  readonly shelf: { fetch(piece: string): Promise<Piece | undefined> }
}): void {
  let playing: Transport | undefined
  onTransport((said) => {
    const wanted = said?.playing ? said.piece : undefined
    const was = playing
    if (!said || wanted === undefined) {
      if (was) stage.cut()
      playing = undefined
      return
    }
    if (was?.piece === wanted && sameBeats(was, said)) return
    playing = said
    void shelf.fetch(wanted).then((piece) => {
      // The transport may have moved on while the piece was on its way.
      if (!piece || playing !== said) return
      const cues = cuesOfPiece(piece, { ...said, originMs: live.clock.toPage(said.originMs) })
      const goesOn = was?.piece === wanted && Math.abs(jump(was, said)) < sameCount
      if (goesOn) stage.move('piece', cues)
      else stage.cue('piece', cues)
    })
  })
}

const sameBeats = (a: Transport, b: Transport): boolean =>
  a.originMs === b.originMs && a.originBeat === b.originBeat && a.bpm === b.bpm

/** A response, and the beat of the count on which it begins, once a state in its tempo has said where that is. */
type Answer = { readonly phrase: Phrase; fromBeat: number | undefined }

const lengthOf = ({ notes }: Phrase): number =>
  Math.max(...notes.map(({ start, length }) => start + length))

/** Sounds the responses of the machine on the beats of the hub, through every change of tempo, until they yield. */
export function followAnswers({
  live,
  onTransport,
  stage,
  sound,
  now,
}: Following & { readonly sound: () => string; readonly now: () => number }): void {
  const answers = new Map<LineName, Answer>()
  let was: Transport | undefined

  /** Where the answer lies on these beats; undefined while they are not those that it was told on. */
  function settle(answer: Answer, is: Transport): number | undefined {
    const { phrase, fromBeat } = answer
    if (fromBeat !== undefined && was) answer.fromBeat = fromBeat + jump(was, is)
    else if (Math.abs(is.bpm / phrase.bpm - 1) < sameTempo)
      answer.fromBeat = beatAt(is, phrase.atMs)
    return answer.fromBeat
  }

  onTransport((is) => {
    if (!is) return
    for (const [line, answer] of answers) {
      const fromBeat = settle(answer, is)
      if (fromBeat === undefined) continue
      if (beatAt(is, live.clock.toHub(now())) > fromBeat + lengthOf(answer.phrase)) {
        answers.delete(line)
        continue
      }
      const originMs = live.clock.toPage(is.originMs)
      const beats = { originMs, originBeat: is.originBeat - fromBeat, bpm: is.bpm }
      stage.move(line, cuesOfPhrase(answer.phrase, beats, sound()))
    }
    was = is
  })

  live.hear('event/phrase/+', 'all', (said) => {
    const phrase = said as Phrase
    if (phrase.by !== 'engine') return
    const line: LineName = phrase.drums ? 'drum answer' : 'answer'
    const answer: Answer = { phrase, fromBeat: undefined }
    answers.set(line, answer)
    if (was) settle(answer, was)
    const originMs = live.clock.toPage(phrase.atMs)
    stage.cue(line, cuesOfPhrase(phrase, { originMs, originBeat: 0, bpm: phrase.bpm }, sound()))
  })
  live.hear('event/yielded/+', 'all', (said) => {
    const { phrase, atMs } = said as Payload<'yielded'>
    for (const [line, answer] of answers) {
      if (answer.phrase.id !== phrase) continue
      answers.delete(line)
      stage.end(line, live.clock.toPage(atMs))
    }
  })
}
