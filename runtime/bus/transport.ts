import type { Clock } from '#core/clock.ts'
import type { CommandMemory } from '#runtime/command-memory.ts'
import type { Log } from '#runtime/log.ts'

/** What carries bytes: MQTT over a socket, or the broker inside the hub. */
export type BusTransport = {
  /** Resolves when the broker has it (QoS 1: acknowledged). */
  publish(
    topic: string,
    payload: Uint8Array,
    how: { readonly qos: 0 | 1; readonly retain: boolean },
  ): Promise<void>
  /** Resolves when the subscription stands. What is `foreign` may be refused and harms nothing. */
  subscribe(
    filter: string,
    hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
    how: { readonly qos: 0 | 1; readonly foreign?: true },
  ): Promise<Disposable>
}

/** Topics outside our vocabulary: what other people's firmware says, in any bytes. */
export type ForeignBus = {
  /** Stands also while the broker is away; the disposable ends it. */
  listen(
    filter: string,
    hear: (topic: string, payload: Uint8Array, retained: boolean) => void,
  ): Disposable
  /** Said once, never kept, and lost while the broker is away. */
  say(topic: string, payload: string): void
}

export type BusParts = {
  /** The hub's id in topics. */
  readonly hub: string
  /** The MQTT user, whose replies come to `reply/{client}/#`. */
  readonly client: string
  readonly clock: Clock
  readonly log: Log
  readonly memory: CommandMemory
  /** 0 (inclusive) to 1 (exclusive), such as Math.random. */
  readonly random: () => number
}
