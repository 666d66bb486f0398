import { v } from '#core/schema.ts'
import { Slug } from './slug.ts'

/** Who leads the tempo: the hub itself, a device that sends MIDI clock, or an Ableton Link session. */
export const leaders = ['own', 'midi', 'link'] as const

/**
 * How the leader is followed: nobody to follow; not heard yet; listened to; followed; silent for a
 * moment while we go on in its tempo; gone, and the tempo is ours.
 */
export const followStatuses = ['free', 'waiting', 'locking', 'locked', 'holding', 'lost'] as const
export type FollowStatus = (typeof followStatuses)[number]

/** Who leads, and who is sent our clock, as the owner chose it. */
export const ClockChoice = v.object({
  leads: v.picklist(leaders),
  /** The device that leads; the first one that ticks where left out. */
  from: v.exactOptional(Slug),
  /** Whoever can hear it, or these devices. The one that leads is never sent it. */
  sendsTo: v.union([v.literal('all'), v.array(Slug)]),
})
export type ClockChoice = Readonly<v.InferOutput<typeof ClockChoice>>

/** The hub leads, and keeps its clock to itself: many synths stop their own sequencer when they hear one. */
export const ownClock: ClockChoice = { leads: 'own', sendsTo: [] }
