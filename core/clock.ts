/** Time as the hub counts it. Handed in everywhere, so that a test turns it by hand. */
export type Clock = {
  /** CLOCK_MONOTONIC in ms, the same for every process of one machine. */
  now(): number
  /** The wall clock, as ISO 8601 in UTC. */
  date(): string
}
