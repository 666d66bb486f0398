import type { Bus } from '#core/bus/bus.ts'
import { HubError, reportOf } from '#core/errors.ts'
import { flash } from '#firmware-bridge/flash/flash.ts'
import { shippedFirmware } from '#firmware-bridge/flash/shipped.ts'
import type { Log } from '#runtime/log.ts'
import type { Device } from './device.ts'
import type { Devices } from './devices.ts'
import type { Feedback } from './feedback.ts'
import type { Herald } from './herald.ts'
import type { Recorder } from './recorder.ts'

/** The commands about one device: its outputs, its firmware, what goes over its line. */
export async function boardCommands(
  bus: Bus,
  parts: {
    readonly devices: Devices
    readonly feedback: Feedback
    readonly recorder: Recorder
    readonly herald: Pick<Herald, 'event'>
    readonly log: Log
  },
): Promise<void> {
  const { devices, feedback, recorder, herald, log } = parts

  function deviceNamed(name: string): Device {
    const found = devices.find(name)
    if (found) return found
    throw new HubError('device-unknown', `the rig has no device ${name}`, {
      hint: 'List them with rigsong devices list.',
    })
  }

  /** Writes in the background: nobody waits half a minute for an answer. */
  function write(device: string, done: Promise<void>): void {
    done.then(
      () => herald.event('flashed', { device, done: 1 }, { device }),
      (cause: unknown) => {
        log.warn('firmware not written', { device, cause })
        herald.event('flashed', { device, done: 0, error: reportOf(cause) }, { device })
      },
    )
  }

  await bus.answer('output', ({ device, output, value }) => {
    const found = deviceNamed(device)
    const outputs = found.controls().filter(({ kind }) => kind === 'output')
    if (!found.hasOutput(output))
      throw new HubError('control-unknown', `${device} has no output ${output}`, {
        hint:
          outputs.length > 0 ? `It has ${outputs.map(({ id }) => id).join(', ')}.` : 'It has none.',
      })
    feedback.set(device, output, value)
    return {}
  })
  await bus.answer('flash', async ({ device, firmware }) => {
    const { lend } = deviceNamed(device)
    if (!lend)
      throw new HubError('flash-failed', `${device} is no board that takes our firmware`, {
        hint: 'It has to be an Arduino Uno or Nano, added as hub-frames or firmata.',
      })
    const image = await shippedFirmware(firmware)
    const progress = (done: number): void => {
      if (done < 1) herald.event('flashed', { device, done }, { device })
    }
    write(
      device,
      lend((path) => flash(path, image, { progress })),
    )
    return { bytes: image.bytes.length }
  })
  await bus.answer('record', async ({ device, on }) => {
    if (!on) return recorder.stop(device)
    const { transport, description } = deviceNamed(device).state()
    const file = await recorder.start(device, { transport, description: description ?? transport })
    return { file, bytes: 0 }
  })
}
