import { type Failure, failures } from './provider.ts'

/** Whether somebody may be asked now. */
export type BreakerState =
  | { readonly is: 'closed' }
  /** Nobody asks before `untilMs`; then one may try. */
  | { readonly is: 'open'; readonly untilMs: number }
  /** Nobody asks until a key, a bill or a model changes. */
  | { readonly is: 'shut' }

export type Breaker = {
  state(): BreakerState
  /** Whether to ask now; where it was open, true for one asker, who must report how it went. */
  mayAsk(): boolean
  answered(tookMs: number): void
  failed(failure: Failure): void
  /** He who asked went away before it was known. */
  dropped(): void
  /** A key, a model or a wish has changed: all is forgotten. */
  reset(): void
  /** How long nine of ten answers took of late, in ms; undefined before there were five. */
  p90Ms(): number | undefined
}

const inARow = 5
const window = { last: 10, withinMs: 60_000 }
const shortestMs = 30_000
const longestMs = 600_000
/** Nobody is waited for longer, whatever he says. */
const longestWaitMs = 86_400_000
const remembered = 20

/**
 * Keeps from asking somebody who cannot answer: after five failures in a row, or half of the last ten
 * within a minute, for 30 s, twice as long each time a try fails, at most 10 min.
 */
export function openBreaker(nowMs: () => number): Breaker {
  let state: BreakerState = { is: 'closed' }
  let probing = false
  let restMs = shortestMs
  let recent: { readonly atMs: number; readonly failed: boolean }[] = []
  let tookMs: number[] = []

  function note(failed: boolean): void {
    const atMs = nowMs()
    recent = [...recent, { atMs, failed }]
      .filter((one) => atMs - one.atMs <= window.withinMs)
      .slice(-window.last)
  }

  function tooMany(): boolean {
    const row = recent.slice(-inARow)
    if (row.length === inARow && row.every(({ failed }) => failed)) return true
    const bad = recent.filter(({ failed }) => failed).length
    return recent.length === window.last && bad * 2 >= window.last
  }

  function rest(forMs: number): void {
    state = { is: 'open', untilMs: nowMs() + forMs }
    recent = []
  }

  return {
    state: () => state,
    mayAsk() {
      if (state.is === 'closed') return true
      if (state.is === 'shut' || probing || nowMs() < state.untilMs) return false
      probing = true
      return true
    },
    answered(ms) {
      probing = false
      if (state.is === 'shut') return
      state = { is: 'closed' }
      restMs = shortestMs
      note(false)
      tookMs = [...tookMs, ms].slice(-remembered)
    },
    failed(failure) {
      const wasProbe = probing
      probing = false
      if (state.is === 'shut') return
      switch (failures[failure.why].kind) {
        case 'terminal':
          state = { is: 'shut' }
          return
        case 'limited':
          rest(Math.min(failure.afterMs ?? shortestMs, longestWaitMs))
          return
        case 'ours':
        case 'declined':
          // It did answer.
          if (wasProbe) state = { is: 'closed' }
          return
        case 'passing':
          note(true)
          if (!wasProbe && !tooMany()) return
          if (wasProbe) restMs = Math.min(longestMs, restMs * 2)
          rest(restMs)
      }
    },
    dropped() {
      probing = false
    },
    reset() {
      state = { is: 'closed' }
      probing = false
      restMs = shortestMs
      recent = []
      tookMs = []
    },
    p90Ms() {
      if (tookMs.length < 5) return undefined
      const sorted = tookMs.toSorted((a, b) => a - b)
      return sorted[Math.ceil(sorted.length * 0.9) - 1]
    },
  }
}
