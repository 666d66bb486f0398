/**
 * Registered and non-registered parameters: four controllers of a channel that say one thing, which
 * parameter and then its value.
 */
export type Parameter = { readonly space: 'rpn' | 'nrpn'; readonly number: number }

export type ParameterReader = {
  /** What the message means: part of a choice, half of a value of a parameter, or neither. */
  read(
    channel: number,
    controller: number,
    value: number,
  ): 'choice' | { readonly of: Parameter; readonly half: 'coarse' | 'fine' } | undefined
  reset(): void
}

/** Controllers that choose a parameter, high and low half; and those of its value. */
const choosing: Readonly<Record<number, { space: Parameter['space']; half: 'high' | 'low' }>> = {
  99: { space: 'nrpn', half: 'high' },
  98: { space: 'nrpn', half: 'low' },
  101: { space: 'rpn', half: 'high' },
  100: { space: 'rpn', half: 'low' },
}
const halves: Readonly<Record<number, 'coarse' | 'fine'>> = { 6: 'coarse', 38: 'fine' }
/** The number that means none, so that a stray value changes nothing. */
const none = 0x3fff

type Chosen = { space: Parameter['space']; high: number; low: number }

export function parameterReader(): ParameterReader {
  const chosen = new Map<number, Chosen>()

  function choose(channel: number, space: Chosen['space'], half: 'high' | 'low', value: number) {
    const before = chosen.get(channel)
    const now = before?.space === space ? before : { space, high: 0, low: 0 }
    chosen.set(channel, { ...now, [half]: value })
  }

  return {
    read(channel, controller, value) {
      const choice = choosing[controller]
      if (choice) {
        choose(channel, choice.space, choice.half, value)
        return 'choice'
      }
      const half = halves[controller]
      const now = chosen.get(channel)
      const number = now && (now.high << 7) | now.low
      // Many boxes use 6 and 38 as plain controllers: without a choice they are.
      if (half === undefined || number === undefined || number === none) return undefined
      return { of: { space: now!.space, number }, half }
    },
    reset: () => chosen.clear(),
  }
}
