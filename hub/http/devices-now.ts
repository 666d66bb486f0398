import type { topics } from '#core/bus/topics.ts'
import type { Rig } from '#core/rig/rig.ts'
import type { v } from '#core/schema.ts'
import type { LiveFeed } from './live/live-feed.ts'

type Device = v.InferOutput<typeof topics.device.schema>

/** The devices of the rig as live last spoke of them, and whatever else is playing. */
export function devicesNow({ devices: rig }: Rig, feed: LiveFeed): readonly Device[] {
  const seen = feed
    .states()
    .filter(({ topic }) => topic.startsWith('state/device/'))
    .map(({ payload }) => payload as Device)
  // What live has not spoken of yet is about to be opened.
  const ours = rig.map(({ id, ...words }): Device => {
    return seen.find(({ device }) => device === id) ?? { ...words, device: id, status: 'opening' }
  })
  const names = new Set(rig.map(({ id }) => id))
  // Any other that was seen and is not in the rig has been taken out of it.
  const others = seen.filter(
    ({ device, transport, status }) =>
      transport === 'screen' && !names.has(device) && status === 'live',
  )
  if (feed.state('availability', { process: 'live' })?.online) return [...ours, ...others]
  // What it said last no longer holds.
  return ours.map((device) => ({ ...device, status: 'absent', hint: liveAway }))
}

/** What to say of devices while nobody sees them. */
export const liveAway = 'The live process is not there; it comes back within seconds.'
