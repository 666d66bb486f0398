/** What devices announce themselves by. No topic fits two of them, so that nothing is heard twice. */
export const announcingFilters = [
  'homeassistant/+/+/config',
  'homeassistant/+/+/+/config',
  'tasmota/discovery/+/config',
  'tasmota/discovery/+/sensors',
  'tele/+/SENSOR',
  'tele/+/LWT',
  'stat/+/+',
  '+/sensor/+/state',
  '+/binary_sensor/+/state',
  '+/switch/+/state',
  '+/status',
] as const

/** MQTT's wildcards, for filters that do not end in #. */
export function fits(filter: string, topic: string): boolean {
  const wanted = filter.split('/')
  const words = topic.split('/')
  return (
    wanted.length === words.length && wanted.every((word, i) => word === '+' || word === words[i])
  )
}

/**
 * The filter to hear a topic by: one that is listened to anyway where there is one. Brokers may hand a
 * message over once for each of our filters that it fits.
 */
export const filterFor = (topic: string): string =>
  announcingFilters.find((filter) => fits(filter, topic)) ?? topic
