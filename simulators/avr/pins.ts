import { unoHz } from './uno.ts'

/** What a person sees on a pin: a light, dimmed or not, or the horn of a servo. */
export type PinShows =
  | { readonly is: 'off' }
  | { readonly is: 'on' }
  | { readonly is: 'dimmed'; readonly share: number }
  /** A pulse about every 20 ms, this long. */
  | { readonly is: 'servo'; readonly pulseUs: number }

export type PinWatch = {
  level(pin: number, high: boolean, atCycle: number): void
  shows(pin: number, nowCycle: number): PinShows
}

type Lead = {
  high: boolean
  roseAt: number
  periodCycles: number
  highCycles: number
  sinceCycle: number
}

const usOf = (cycles: number): number => (cycles / unoHz) * 1e6
/** A lead that has not moved for longer neither drives a servo nor dims a light. */
const stillUs = 30_000
/** Servos are driven by 544 to 2400 µs every 20 ms; the slowest PWM of an Uno has a period of 2 ms. */
const leastServoPeriodUs = 10_000

/** Reads what pins do from the times at which they change. */
export function pinWatch(): PinWatch {
  const leads = new Map<number, Lead>()
  return {
    level(pin, high, atCycle) {
      const lead = leads.get(pin)
      if (!lead) {
        const roseAt = high ? atCycle : Number.NEGATIVE_INFINITY
        leads.set(pin, { high, roseAt, periodCycles: 0, highCycles: 0, sinceCycle: atCycle })
        return
      }
      if (high === lead.high) return
      lead.high = high
      lead.sinceCycle = atCycle
      if (high) {
        lead.periodCycles = atCycle - lead.roseAt
        lead.roseAt = atCycle
      } else {
        lead.highCycles = atCycle - lead.roseAt
      }
    },
    shows(pin, nowCycle) {
      const lead = leads.get(pin)
      if (!lead) return { is: 'off' }
      if (usOf(nowCycle - lead.sinceCycle) > stillUs || usOf(lead.periodCycles) > stillUs)
        return { is: lead.high ? 'on' : 'off' }
      if (!(lead.periodCycles > 0 && lead.highCycles > 0)) return { is: lead.high ? 'on' : 'off' }
      if (usOf(lead.periodCycles) >= leastServoPeriodUs)
        return { is: 'servo', pulseUs: usOf(lead.highCycles) }
      return { is: 'dimmed', share: lead.highCycles / lead.periodCycles }
    },
  }
}
