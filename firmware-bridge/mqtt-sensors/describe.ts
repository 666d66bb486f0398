import type { ControlOf, DescriptionOf } from '#core/rig/description.ts'
import { freeSlug, slugOf } from '#core/rig/slug-of.ts'
import type { Announcement } from './announcement.ts'
import { titled } from './measures.ts'

const mostControls = 64
const mostAvailability = 8

/** Everything that was announced of a device, as one description. */
export function describe(
  device: string,
  announced: readonly Announcement[],
): DescriptionOf<'mqtt'> {
  const names = new Set<string>()
  const controls = announced
    .flatMap((one) => one.controls)
    .slice(0, mostControls)
    .map(({ wanted, ...control }) => {
      const id = freeSlug(slugOf(wanted), names)
      names.add(id)
      return { ...control, id } as ControlOf<'mqtt'>
    })
  const availability = new Map(
    announced.flatMap((one) => one.availability).map((one) => [one.topic, one]),
  )
  const silentMs = Math.max(0, ...announced.map((one) => one.silentMs ?? 0))
  return {
    id: slugOf(`mqtt-${device}`),
    title: titled(announced.find(({ title }) => title !== undefined)?.title ?? device),
    transport: 'mqtt',
    match: [],
    controls,
    discover: false,
    roles: {},
    availability: [...availability.values()].slice(0, mostAvailability),
    ...(silentMs > 0 && { silentMs }),
  }
}
