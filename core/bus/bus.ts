import type { Answer, Ask, Asked, CommandName, Payload, TopicName, TopicWords } from './topics.ts'

export type Heard<N extends TopicName> = {
  readonly payload: Payload<N>
  readonly words: TopicWords
  /** True for what the broker had kept from before this subscription. */
  readonly retained: boolean
}

/** What an owner does with a command: the answer, or a thrown HubError that becomes the refusal. */
export type Answerer<N extends CommandName> = (command: Asked<N>) => Promise<Answer<N>> | Answer<N>

/**
 * The bus as every process sees it, over MQTT (runtime/bus.ts) or inside the hub (hub/broker).
 * What does not fit its schema is dropped with a warning, never handed on.
 */
export type Bus = {
  /** Resolves when it is handed to the broker (QoS 1: acknowledged). */
  publish<N extends TopicName>(name: N, payload: Payload<N>, words?: TopicWords): Promise<void>
  /** What the broker keeps under this topic goes, as for a device that is no more. */
  clear?(name: TopicName, words?: TopicWords): Promise<void>
  /** Hears which states their owners took back by `clear`, from now on. */
  hearCleared?(name: TopicName, hear: (words: TopicWords) => void): Promise<Disposable>
  /** Words left out are wildcards. Resolves when the subscription stands; the disposable ends it. */
  subscribe<N extends TopicName>(
    name: N,
    hear: (heard: Heard<N>) => void,
    words?: TopicWords,
  ): Promise<Disposable>
  /** Asks the owner and waits 5 s; throws HubError with the owner's code, or 'not-answered'. */
  ask<N extends CommandName>(name: N, command: Ask<N>): Promise<Answer<N>>
  /** Owns a command: each id is done once and answered again for 10 minutes, across restarts. */
  answer<N extends CommandName>(name: N, answerer: Answerer<N>): Promise<Disposable>
}
