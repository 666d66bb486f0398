import type { Payload } from '#core/bus/topics.ts'
import type { Hardware } from '#core/rig/remap.ts'
import type { Rig } from '#core/rig/rig.ts'
import { hardwareOf } from '#core/rig/rig-file.ts'
import type { House } from './house.ts'

/** The devices of the rig as far as their controls are known, and which of them are here. */
export async function hardwareHere(
  { devices }: Pick<Rig, 'devices'>,
  { feed, shelf }: Pick<House, 'feed' | 'shelf'>,
): Promise<{
  readonly hardware: readonly Hardware[]
  readonly isPresent: (device: string) => boolean
}> {
  const descriptions = await shelf()
  const told = (device: string): Payload<'device'> | undefined => feed.state('device', { device })
  return {
    hardware: devices.map((device) => {
      const description = told(device.id)?.description ?? device.description
      const words = description === undefined ? undefined : descriptions.find(description)
      const named = { id: device.id, ...(description !== undefined && { description }) }
      return hardwareOf(named, words, told(device.id)?.controls)
    }),
    isPresent: (device) => here.includes(told(device)?.status ?? 'absent'),
  }
}

/** What it takes for a device to stand for a role, or to take another's place. */
const here: readonly Payload<'device'>['status'][] = ['live', 'suspect', 'flashing']
