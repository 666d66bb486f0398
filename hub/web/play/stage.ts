import { type CueLine, cueLine, type Due } from './cue-line.ts'
import type { Cue } from './cues.ts'
import type { NoteTrail } from './note-trail.ts'
import type { Sounding } from './sounding.ts'

/** What the machine plays on this page: answers and the piece, shown ahead and sounded in time. */
export type Stage = {
  /** Puts the notes of an answer or a piece in line; a new piece takes the old one's place. */
  cue(line: LineName, cues: readonly Cue[]): void
  /** The same notes sound at other moments: the tempo is another. */
  move(line: LineName, cues: readonly Cue[]): void
  /** Nothing of an answer or a piece sounds from then on. */
  end(line: LineName, atMs: number): void
  /** Puts a bar of the accompaniment in line, or what has become of it since. */
  bar(number: number, cues: readonly Cue[]): void
  /** Silences the machine at once and forgets what it was going to play. */
  cut(): void
}

export type LineName = 'answer' | 'drum answer' | 'piece'

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

type Line = CueLine & { readonly showMs: number }
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
  let ringing: readonly Due[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Note-offs before note-ons of the same moment, or a repeated note would be cut as it starts. */
  const sound = (due: readonly Due[], untilMs: number, nowMs: number): void => {
    const all = [...ringing, ...due].map((one) => ({ ...one, offMs: one.endMs() }))
    const moments = [
      ...all
        .filter(({ offMs }) => offMs < untilMs)
        .map(({ cue, offMs }) => ({ atMs: offMs, cue, on: false })),
      ...due.map(({ cue }) => ({ atMs: cue.startMs, cue, on: true })),
    ].sort((a, b) => a.atMs - b.atMs || Number(a.on) - Number(b.on))
    for (const { atMs, cue, on } of moments) {
      const inMs = Math.max(0, atMs - nowMs)
      if (on) voice.noteOn(cue.sound, cue.pitch, cue.velocity, inMs)
      else voice.noteOff(cue.sound, cue.pitch, inMs)
    }
    ringing = all.filter(({ offMs }) => offMs >= untilMs)
  }

  const tick = (): void => {
    clearTimeout(timer)
    const nowMs = now()
    const untilMs = nowMs + (hidden() ? soundAheadMs.hidden : soundAheadMs.visible)
    const due: Due[] = []
    shownMs = nowMs + showBarAheadMs
    soundedMs = untilMs
    let left = 0
    for (const [name, line] of lines) {
      line.show(nowMs + line.showMs)
      due.push(...line.due(untilMs))
      left += line.left()
      if (line.left() === 0 && name.startsWith('bar')) lines.delete(name)
    }
    sound(due, untilMs, nowMs)
    timer = left + ringing.length > 0 ? setTimeout(tick, everyMs) : undefined
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
    cue(name, cues) {
      if (name === 'piece' && lines.has('piece')) cut()
      lines.get(name)?.end(now(), now())
      const from = { showMs: now() - 8000, soundMs: now() - graceMs }
      lines.set(name, { ...cueLine(cues, from, trail), showMs: showAheadMs })
      tick()
    },
    move(name, cues) {
      lines.get(name)?.move(cues, now())
      tick()
    },
    end(name, atMs) {
      lines.get(name)?.end(atMs, now())
      tick()
    },
    bar(number, cues) {
      const again = bars.has(number)
      bars.add(number)
      const [oldest] = bars
      if (bars.size > mostBars && oldest !== undefined) bars.delete(oldest)
      const freshMs = now() - graceMs
      const from = again
        ? { showMs: shownMs, soundMs: soundedMs }
        : { showMs: freshMs, soundMs: freshMs }
      lines.set(`bar ${number}`, { ...cueLine(cues, from, trail), showMs: showBarAheadMs })
      tick()
    },
    cut,
  }
}
