/** Where the beats of a session lie: beat `beatOrigin` (millionths of a beat) at `timeOrigin` of its own time. */
export type Timeline = {
  readonly microsPerBeat: number
  /** In millionths of a beat. */
  readonly beatOrigin: number
  /** In µs of the session's time. */
  readonly timeOrigin: number
}

/** Whether somebody plays, and from which beat and time on. */
export type StartStop = {
  readonly playing: boolean
  /** In millionths of a beat. */
  readonly beats: number
  /** In µs of the session's time; the latest word holds. */
  readonly time: number
}

export const noStartStop: StartStop = { playing: false, beats: 0, time: 0 }

export const bpmOf = ({ microsPerBeat }: Timeline): number => 60_000_000 / microsPerBeat

/** @param time in µs of the session's time */
export const beatOn = ({ microsPerBeat, beatOrigin, timeOrigin }: Timeline, time: number): number =>
  beatOrigin / 1e6 + (time - timeOrigin) / microsPerBeat

/**
 * The same beats at another tempo from `time` on. Both origins grow, by which others know the newer one.
 */
export function withTempo(timeline: Timeline, bpm: number, time: number): Timeline {
  const beat = Math.round(beatOn(timeline, time) * 1e6)
  return {
    microsPerBeat: Math.round(60_000_000 / bpm),
    beatOrigin: Math.max(timeline.beatOrigin + 1, beat),
    timeOrigin: Math.max(timeline.timeOrigin + 1, Math.round(time)),
  }
}
