import { number, text } from '../field.ts'
import { bandReader, bandsOf } from '../logic/bands.ts'
import { nodeKind } from '../node-kind.ts'
import { numberIn, wrong } from '../words.ts'

export const vehicle = nodeKind({
  type: 'rigsong-vehicle',
  label: 'vehicle',
  group: 'shape',
  icon: 'fa-car',
  says: 'Speed or revs in bands with names, such as town and road, that do not flicker at their edges.',
  takes:
    '`msg.payload`: a number in the unit of the sensor, such as km/h (device in, value “in the unit”).',
  gives: [
    {
      label: 'band',
      says: 'once for each change: `msg.payload` is the name of the band, `msg.band` its number from 0.',
    },
  ],
  example:
    'Bands `stopped 0, town 5, road 60, motorway 100` → scene with `msg.scene`: the music changes gear with the car.',
  fields: {
    bands: text({
      label: 'Bands',
      fallback: 'stopped 0, town 5, road 60, motorway 100',
      longest: 400,
      needed: true,
      note: 'A name and where it begins, with commas between.',
    }),
    margin: number({ label: 'Margin', fallback: 2, least: 0, most: 10_000 }),
    stayMs: number({
      label: 'Stays',
      fallback: 3000,
      least: 0,
      most: 600_000,
      unit: 'ms',
      note: 'How long it must be in a band before that counts.',
    }),
  },
  needsHub: false,
  start(stage) {
    const bands = bandsOf(stage.values.bands)
    if (!bands)
      throw wrong(
        'these bands cannot be read',
        'Write a name and a number each: stopped 0, town 5.',
      )
    const read = bandReader(bands, stage.values.margin)
    let told: string | undefined
    let staying: Disposable | undefined
    return (message) => {
      const band = read(numberIn(message))
      if (!band) return
      staying?.[Symbol.dispose]()
      staying = stage.after(told === undefined ? 0 : stage.values.stayMs, () => {
        if (told === band.name) return
        told = band.name
        stage.tell('fine', band.name)
        stage.emit({ ...message, payload: band.name, band: bands.indexOf(band) })
      })
    }
  },
})
