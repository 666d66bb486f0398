/** How a device speaks, and what that is in words. */
export const transports = {
  'usb-midi': 'MIDI over USB, Bluetooth or another program, through ALSA',
  din: 'MIDI over a serial line at 31,250 baud',
  'hub-frames': 'our own firmware on a board, over a serial line',
  firmata: 'a board with StandardFirmata, over a serial line',
  elm327: 'a car, through an ELM327 adapter',
  nmea: 'a GPS that speaks NMEA 0183',
  mqtt: 'a sensor on the MQTT broker',
  osc: 'Open Sound Control over UDP',
} as const satisfies Record<string, string>

export type Transport = keyof typeof transports
export const transportNames = Object.keys(transports) as [Transport, ...Transport[]]
