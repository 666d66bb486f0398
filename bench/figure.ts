/** One line of the bench: what was measured, beside whom, and the goal it is held to. */
export type Figure = {
  readonly what: string
  readonly ours: number
  readonly unit: string
  readonly peer?: number
  readonly peerName?: string
  /** ours / peer or the other way round, as `goal` says it. */
  readonly ratio?: number
  readonly goal: string
  readonly met: boolean | 'not measured'
}
