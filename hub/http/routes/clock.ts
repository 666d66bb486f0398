import { topics } from '#core/bus/topics.ts'
import { leaders } from '#core/rig/clock-choice.ts'
import { v } from '#core/schema.ts'
import type { House } from '../house.ts'
import { type Route, route } from '../route.ts'
import { liveIsSilent, ok } from './words.ts'

const { clockFrom, sendClock } = topics.set.schema.entries
const ClockWish = v.object({
  leads: v.exactOptional(v.picklist(leaders)),
  from: clockFrom,
  sends: sendClock,
})

export const clock: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/clock',
    operationId: 'clock.get',
    says: 'who leads the tempo, how well we follow, and who is sent our clock',
    role: 'viewer',
    answers: { 200: topics.clock.schema },
    handle: (_, house) => ok(clockOf(house)),
  }),
  route({
    method: 'PUT',
    path: '/api/v1/clock',
    operationId: 'clock.set',
    says: 'choose who leads the tempo, and who is sent our clock',
    role: 'player',
    body: ClockWish,
    answers: { 200: topics.clock.schema },
    async handle({ body: { leads, from, sends } }, house) {
      await house.bus.ask('set', {
        ...(leads !== undefined && { clock: leads }),
        ...(from !== undefined && { clockFrom: from }),
        ...(sends !== undefined && { sendClock: sends }),
      })
      return ok(clockOf(house))
    },
  }),
]

function clockOf({ feed }: House) {
  const state = feed.state('clock')
  if (state) return state
  throw liveIsSilent()
}
