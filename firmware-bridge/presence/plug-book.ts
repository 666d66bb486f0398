import type { Plugged } from './find.ts'
import type { Named } from './names.ts'

/** Numbers the plugging in of ports: the same number for as long as one stays in. */
export function plugBook(): (named: readonly Named[]) => readonly Plugged[] {
  let known = new Map<string, { stamp: string; plug: number }>()
  let plugs = 0

  function plugOf({ raw }: Named): number {
    const before = known.get(raw.key)
    if (before?.stamp === raw.stamp) return before.plug
    plugs += 1
    return plugs
  }

  return (named) => {
    const numbered = named.map((one) => ({ one, plug: plugOf(one) }))
    known = new Map(
      numbered.map(({ one, plug }) => [one.raw.key, { stamp: one.raw.stamp, plug }] as const),
    )
    return numbered.map(({ one: { port, further }, plug }) => ({ port, plug, further }))
  }
}
