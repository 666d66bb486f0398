import { type ByteLine, openByteLine } from '../byte-line.ts'
import type { Driver, OpenDriver } from '../driver.ts'
import { greetAdapter, pollCar } from '../elm327/car.ts'
import { type ElmConversation, elmConversation } from '../elm327/conversation.ts'
import { keepPort } from '../keep-port.ts'
import { liveHint } from '../live-hint.ts'
import { isSensed } from '../sensed.ts'

type ElmLine = AsyncDisposable & { readonly talk: ElmConversation }

const usualBaud = 38_400
const silentMs = 5000

/**
 * Keeps the adapter of a car open, over a serial port or as a WiFi adapter over TCP, and asks the car
 * for the values that the description names. Nothing is ever written to the car: see request.ts.
 */
export const openElm327: OpenDriver<'elm327'> = ({ place, description }, ears, world) => {
  const { clock, openSerial } = world
  const hint = liveHint(ears.changed)
  const controls = Map.groupBy(description.controls.filter(isSensed), ({ from }) => from.pid)
  let polling = new AbortController()

  const kept = keepPort<ElmLine>({
    place,
    presence: world.presence,
    random: world.random,
    async open(port, { heard, lost }) {
      let line: ByteLine | undefined
      const talk = elmConversation({ write: (bytes) => line?.write(bytes), heard })
      line = await openByteLine(
        { place, path: port.path, baud: description.baud ?? usualBaud, openSerial },
        {
          hear: talk.hear,
          lost(why) {
            talk.close()
            return lost(why)
          },
        },
      )
      return {
        talk,
        async [Symbol.asyncDispose]() {
          talk.close()
          await line[Symbol.asyncDispose]()
        },
      }
    },
    async identify({ talk }, signal) {
      signal.addEventListener('abort', talk.close)
      await greetAdapter(talk)
      signal.removeEventListener('abort', talk.close)
    },
    opened({ talk }) {
      polling = new AbortController()
      hint.say()
      ears.opened()
      const carEars = {
        said(pid: string, value: number, atMs: number) {
          for (const { id } of controls.get(pid) ?? []) ears.moved(id, value, atMs)
        },
        fault: ears.fault,
        quiet: hint.say,
        dead: () => kept.reportLoss('the adapter stopped answering'),
      }
      const { signal } = polling
      pollCar([...controls.keys()], { talk, clock, ears: carEars, signal }).catch((cause) =>
        world.log.error('car not asked any more', { cause }),
      )
    },
    closing() {
      polling.abort()
      return ears.closing()
    },
    changed: hint.changed,
    silentMs: description.silentMs ?? silentMs,
  })

  return {
    status: () => hint.of(kept.status()),
    reportLoss: kept.reportLoss,
    // A car is only listened to.
    set() {},
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  } satisfies Driver
}
