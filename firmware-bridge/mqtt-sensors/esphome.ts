import { type AnnouncedControl, type Announcement, isDeviceWord } from './announcement.ts'
import { measured, titled } from './measures.ts'

/** ESPHome's own topics, esphome.io/components/mqtt: what each component is. */
const components: Readonly<
  Record<string, (topic: string, name: string) => readonly AnnouncedControl[]>
> = {
  sensor: (topic, name) => [measured(name, { topic }, {})],
  binary_sensor: (topic, name) => [state(topic, name)],
  switch: (topic, name) => [
    state(topic, name),
    {
      ...{ wanted: `${name} set`, title: name },
      kind: 'output',
      to: { topic: topic.replace(/state$/, 'command'), on: 'ON', off: 'OFF' },
    },
  ],
}

const state = (topic: string, name: string): AnnouncedControl => ({
  ...{ wanted: name, title: name },
  kind: 'state',
  from: { topic, on: 'ON', off: 'OFF' },
})

/** What a topic such as kitchen/sensor/temperature/state says of a device that does not announce itself. */
export function readEsphome(topic: string): Announcement | undefined {
  const [device = '', component = '', id = ''] = topic.split('/')
  if (!isDeviceWord(device) || !Object.hasOwn(components, component)) return undefined
  return {
    device,
    title: device,
    controls: components[component]!(topic, titled(id.replaceAll('_', ' '))),
    availability: [{ topic: `${device}/status`, online: 'online', offline: 'offline' }],
  }
}
