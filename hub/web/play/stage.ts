import { type Cue, type CueQueue, cueQueue } from './cues.ts'
import type { NoteTrail } from './note-trail.ts'
import type { Sounding } from './sounding.ts'

/** What the machine plays on this page: answers and the piece, shown ahead and sounded in time. */
export type Stage = {
  /** Puts the notes of an answer or a piece in line; a new piece takes the old one's place. */
  cue(line: 'answer' | 'piece', cues: readonly Cue[]): void
  /** Puts a bar of the accompaniment in line, or what has become of it since. */
  bar(number: number, cues: readonly Cue[]): void
  /** Silences the machine at once and forgets what it was going to play. */
  cut(): void
}

/** The roll shows what comes this far ahead. */
export const showAheadMs = 2600
/** The synth is told this far ahead; a hidden page wakes only once a second. */
const soundAheadMs = { visible: 160, hidden: 1600 }
const everyMs = 40
/** A note may start this late when the page was busy. */
const graceMs = 40

/** A bar changes until a beat before it sounds: what may still change is not shown. */
const showBarAheadMs = 300
/** Bars that were told a while ago are over. */
const mostBars = 16

type Line = {
  readonly toShow: CueQueue
  readonly toSound: CueQueue
  readonly showMs: number
}
type Ringing = { readonly sound: string; readonly pitch: number; readonly endMs: number }
type Parts = {
  readonly voice: Sounding
  readonly trail: NoteTrail
  readonly now: () => number
  readonly hidden: () => boolean
}

export function openStage({ voice, trail, now, hidden }: Parts): Stage {
  const lines = new Map<string, Line>()
  /** The bars that came, so that one that comes again is not begun again. */
  const bars = new Set<number>()
  let shownMs = Number.NEGATIVE_INFINITY
  let soundedMs = Number.NEGATIVE_INFINITY
  let ringing: readonly Ringing[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  const show = ({ by, drum, pitch, velocity, startMs, endMs }: Cue): void => {
    trail.begin({ by, drum, pitch, velocity, startMs, endMs })
  }

  /** Note-offs before note-ons of the same moment, or a repeated note would be cut as it starts. */
  const sound = (cues: readonly Cue[], untilMs: number, nowMs: number): void => {
    const all = [...ringing, ...cues.map(({ sound, pitch, endMs }) => ({ sound, pitch, endMs }))]
    const moments = [
      ...all
        .filter(({ endMs }) => endMs < untilMs)
        .map((off) => ({ atMs: off.endMs, off, on: undefined })),
      ...cues.map((on) => ({ atMs: on.startMs, off: undefined, on })),
    ].sort((a, b) => a.atMs - b.atMs || (a.off ? -1 : 1))
    for (const { atMs, off, on } of moments) {
      const inMs = Math.max(0, atMs - nowMs)
      if (off) voice.noteOff(off.sound, off.pitch, inMs)
      if (on) voice.noteOn(on.sound, on.pitch, on.velocity, inMs)
    }
    ringing = all.filter(({ endMs }) => endMs >= untilMs)
  }

  const tick = (): void => {
    const nowMs = now()
    const untilMs = nowMs + (hidden() ? soundAheadMs.hidden : soundAheadMs.visible)
    const due: Cue[] = []
    shownMs = nowMs + showBarAheadMs
    soundedMs = untilMs
    for (const [name, { toShow, toSound, showMs }] of lines) {
      for (const cue of toShow.due(nowMs + showMs)) show(cue)
      due.push(...toSound.due(untilMs))
      if (toShow.left() + toSound.left() === 0) lines.delete(name)
    }
    sound(due, untilMs, nowMs)
    timer = lines.size + ringing.length > 0 ? setTimeout(tick, everyMs) : undefined
  }

  const cut = (): void => {
    lines.clear()
    bars.clear()
    ringing = []
    clearTimeout(timer)
    timer = undefined
    trail.cutMachine(now())
    voice.silence()
  }

  return {
    cue(line, cues) {
      if (line === 'piece' && lines.has('piece')) cut()
      lines.set(line, {
        toShow: cueQueue(cues, now() - 8000),
        toSound: cueQueue(cues, now() - graceMs),
        showMs: showAheadMs,
      })
      clearTimeout(timer)
      tick()
    },
    bar(number, cues) {
      const again = bars.has(number)
      bars.add(number)
      const [oldest] = bars
      if (bars.size > mostBars && oldest !== undefined) bars.delete(oldest)
      lines.set(`bar ${number}`, {
        toShow: cueQueue(cues, again ? shownMs : now() - graceMs),
        toSound: cueQueue(cues, again ? soundedMs : now() - graceMs),
        showMs: showBarAheadMs,
      })
      clearTimeout(timer)
      tick()
    },
    cut,
  }
}
