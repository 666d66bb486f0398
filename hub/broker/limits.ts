/** How much of everything a client may take. Every limit of the broker stands here, and only here. */
export type BrokerLimits = Readonly<typeof brokerLimits>

export const brokerLimits = {
  // Connections
  connections: 500 as number,
  connectionsPerAddress: 100 as number,
  /** A connection that has not said CONNECT by then is cut. */
  connectWithinMs: 5000 as number,
  /** The longest keepalive a client may ask for; 0 (none) is probed by TCP instead. */
  keepaliveS: 300 as number,
  /** What a connection may leave unread before it is cut as a slow consumer. */
  backlogBytes: 1024 * 1024,
  clientIdBytes: 64 as number,

  // Packets
  packetBytes: 256 * 1024,
  /** Of the first packet, from somebody we do not know yet. */
  connectBytes: 16 * 1024,
  /** Packets a second over a burst; beyond it a sender is slowed down, never cut and never robbed. */
  packetsPerSecond: 2000 as number,
  packetBurst: 4000 as number,
  /** The same for the hub's own processes and local tools. */
  trustedPacketsPerSecond: 20_000 as number,
  trustedPacketBurst: 40_000 as number,

  // Topics
  topicBytes: 512 as number,
  topicLevels: 16 as number,
  subscriptionsPerClient: 100 as number,

  // Retained state. A whole replay stays well under backlogBytes, so that it cuts no healthy client.
  retainedBytes: 64 * 1024,
  retainedTopicsPerUser: 200 as number,
  retainedTopics: 2000 as number,
  retainedBytesInAll: 640 * 1024,
  /** What the firmware of others may take of it, so that there is always room for our own state. */
  foreignRetainedTopics: 1000 as number,
  foreignRetainedBytes: 320 * 1024,

  // Sessions that outlive their connection
  sessionsPerUser: 10 as number,
  sessions: 200 as number,
  queuedMessages: 1000 as number,
  queuedBytes: 256 * 1024,
  /** QoS 2 messages that wait for their release, each client and in all. */
  unreleasedMessages: 100 as number,
  unreleasedBytesInAll: 16 * 1024 * 1024,

  // Passwords
  wrongPasswordBurst: 20 as number,
  wrongPasswordsPerMinute: 20 as number,
}
