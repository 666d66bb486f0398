import { HubError } from '#core/errors.ts'
import { type ByteLine, openByteLine } from '../byte-line.ts'
import type { Driver, OpenDriver } from '../driver.ts'
import { keepPort } from '../keep-port.ts'
import { liveHint } from '../live-hint.ts'
import { lineReader } from '../nmea/line-reader.ts'
import { type NmeaField, type NmeaSaying, readSentence } from '../nmea/sentence.ts'
import { isSensed } from '../sensed.ts'

type NmeaLine = ByteLine & {
  /** Settles with the first sentence; rejects where other things come. */
  readonly speaks: Promise<void>
}

const usualBaud = 9600
const silentMs = 5000
/** A sentence has 82 bytes at most; what gpsd says first is longer. */
const longestLine = 512
/** So much of something else is no start in the middle of a sentence. */
const strangeLines = 20
const noFix = 'No fix yet: a GPS wants to see the sky for a minute.'
/** How gpsd is asked for what the GPS says, gpsd.gitlab.io/gpsd/gpsd_json.html */
const watchGpsd = '?WATCH={"enable":true,"nmea":true};\n'

/** Keeps a GPS open, on a serial port or from gpsd and other servers over TCP. */
export const openNmea: OpenDriver<'nmea'> = ({ place, description }, ears, world) => {
  const { openSerial } = world
  const hint = liveHint(ears.changed)
  const controls = Map.groupBy(description.controls.filter(isSensed), ({ from }) => from.field)

  function hear(said: NmeaSaying): void {
    const atMs = world.clock.now()
    if (said.fix !== undefined) hint.say(said.fix === 0 ? noFix : undefined)
    for (const [field, value] of Object.entries(said))
      for (const { id } of controls.get(field as NmeaField) ?? []) ears.moved(id, value, atMs)
  }

  const kept = keepPort<NmeaLine>({
    place,
    presence: world.presence,
    random: world.random,
    async open(port, { heard, lost }) {
      const { promise: speaks, resolve, reject } = Promise.withResolvers<void>()
      // Nobody may be waiting for it yet.
      speaks.catch(() => {})
      let strange = 0
      let line: ByteLine | undefined
      const stranger = (what: string): void => {
        strange += 1
        if (strange === strangeLines) reject(noGps())
        ears.fault(what)
      }
      const hearBytes = lineReader(longestLine, {
        line(text) {
          const said = readSentence(text)
          if (said !== 'broken') {
            heard()
            resolve()
            hear(said)
          } else if (text.startsWith('{"class":"VERSION"')) line?.write(Buffer.from(watchGpsd))
          else if (!text.startsWith('{')) stranger('a broken sentence')
        },
        tooLong: () => stranger('a line too long to be a sentence'),
      })
      line = await openByteLine(
        { place, path: port.path, baud: description.baud ?? usualBaud, openSerial },
        { hear: hearBytes, lost },
      )
      return { ...line, speaks }
    },
    identify: ({ speaks }) => speaks,
    opened: () => ears.opened(),
    closing: () => ears.closing(),
    changed: hint.changed,
    silentMs: description.silentMs ?? silentMs,
  })

  return {
    status: () => hint.of(kept.status()),
    reportLoss: kept.reportLoss,
    // A GPS only speaks.
    set() {},
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  } satisfies Driver
}

const noGps = (): HubError =>
  new HubError('device-mismatch', 'what comes here is no NMEA 0183', {
    hint: 'Choose the port of the GPS, and its speed: 9600 for most, 4800 or 115200 for some.',
  })
