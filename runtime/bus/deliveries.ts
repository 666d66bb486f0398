/** An MQTT client, as far as what must arrive goes. */
export type Sender = {
  publish(
    topic: string,
    payload: Buffer,
    how: { readonly qos: 1; readonly retain: boolean },
    done: (error?: Error | null) => void,
  ): unknown
  getLastMessageId(): number
  removeOutgoingMessage(id: number): unknown
}

type Letter = { readonly topic: string; readonly payload: Uint8Array; readonly retain: boolean }

/** What was sent and must be acknowledged (QoS 1). */
export type Deliveries = {
  /** Whether the broker acknowledged it before the connection, or the patience, ended. */
  send(letter: Letter, signal: AbortSignal): Promise<boolean>
  /** The connection is gone: nothing of it is sent again by the library. */
  giveUp(): void
}

export function openDeliveries(client: Sender): Deliveries {
  /** Message ids the broker has not acknowledged. */
  const flying = new Set<number>()

  return {
    send: ({ topic, payload, retain }, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve(false)
        let id = 0
        const drop = (): void => void client.removeOutgoingMessage(id)
        client.publish(topic, Buffer.from(payload), { qos: 1, retain }, (error) => {
          flying.delete(id)
          signal.removeEventListener('abort', drop)
          resolve(!error)
        })
        id = client.getLastMessageId()
        flying.add(id)
        signal.addEventListener('abort', drop, { once: true })
      }),
    giveUp() {
      // What was not acknowledged is sent again by those who wait for it, or given up; left to
      // mqtt.js it could come minutes late, when nobody wants it any more.
      for (const id of flying) client.removeOutgoingMessage(id)
    },
  }
}
