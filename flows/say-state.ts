import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { Log } from '#runtime/log.ts'

export type StateParts = {
  readonly bus: Pick<Bus, 'publish'>
  readonly log: Log
  readonly state: () => Promise<Payload<'flows'>>
}

export type StateSayer = {
  changed(): void
  /** To a broker that may have forgotten it. */
  again(): void
}

/** Says state/flows whenever it is another one. */
export function sayState({ bus, log, state }: StateParts): StateSayer {
  let said = ''
  let last: Promise<void> = Promise.resolve()

  const say = async (): Promise<void> => {
    const now = await state()
    const text = JSON.stringify(now)
    if (text === said) return
    await bus.publish('flows', now)
    said = text
  }
  const changed = (): void => {
    last = last.then(say).catch((cause) => {
      // It is said at the next change, or when the broker is back.
      log.debug('flows state not said', { cause })
    })
  }
  return {
    changed,
    again() {
      said = ''
      changed()
    },
  }
}
