import { name } from '../field.ts'
import { latestWins } from '../latest-wins.ts'
import { nodeKind } from '../node-kind.ts'
import { unitIn, wrong } from '../words.ts'

export const deviceOut = nodeKind({
  type: 'rigsong-device-out',
  label: 'device out',
  group: 'out',
  icon: 'fa-lightbulb-o',
  says: 'A light, servo or relay of a device.',
  takes:
    '`msg.payload`: 0 to 1, or true and false. `msg.device` and `msg.output` where the node leaves them empty.',
  gives: [],
  example:
    'Device `knob-box`, output `light-3`, fed by a presence node: the light burns as long as somebody is there.',
  fields: {
    device: name({ label: 'Device', from: 'devices' }),
    output: name({ label: 'Output', from: 'outputs', note: 'Such as light-1.' }),
  },
  needsHub: true,
  start(stage) {
    const { device, output } = stage.values
    type Place = { readonly device: string; readonly output: string }
    const set = new Map<string, (value: number) => Promise<void>>()
    const setterOf = (place: Place): ((value: number) => Promise<void>) => {
      const where = `${place.device}/${place.output}`
      const known = set.get(where)
      if (known) return known
      const setter = latestWins<number>(async (value) => {
        await stage.ask('output', { ...place, value })
        stage.tell('fine', `${where} ${value.toFixed(2)}`)
      })
      set.set(where, setter)
      return setter
    }
    return async (message) => {
      const place = { device: device || message.device, output: output || message.output }
      if (typeof place.device !== 'string' || typeof place.output !== 'string')
        throw wrong(
          'no device or output is named',
          'Choose both in the node, or send msg.device and msg.output.',
        )
      await setterOf(place as Place)(unitIn(message))
    }
  },
})
