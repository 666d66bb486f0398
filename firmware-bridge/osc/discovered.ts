import { freeSlug, slugOf } from '#core/rig/slug-of.ts'

/** Controls of addresses that no description has, made as they are heard. */
export type DiscoveredControls = {
  /**
   * The control of an argument of an address, and its value as 0..1; undefined where there are too
   * many.
   */
  heard(
    address: string,
    argument: number,
    value: number,
  ): { readonly control: string; readonly value: number } | undefined
}

type Discovered = { readonly control: string; reach: number; signed: boolean }

const mostControls = 64
/** What surfaces count up to. A value tells the smallest that holds it, and never shrinks it. */
const reaches = [1, 127, 255, 1023, 4095, 16_383, 65_535]

/** @param taken names of the controls that are described */
export function discoverControls(taken: ReadonlySet<string>): DiscoveredControls {
  const known = new Map<string, Discovered>()
  const names = new Set(taken)

  function discover(key: string, wanted: string): Discovered | undefined {
    if (known.size >= mostControls) return undefined
    const control = freeSlug(wanted, names)
    names.add(control)
    const found = { control, reach: 1, signed: false }
    known.set(key, found)
    return found
  }

  return {
    heard(address, argument, value) {
      const key = `${argument} ${address}`
      const wanted = slugOf(argument === 0 ? address : `${address} ${argument + 1}`)
      const found = known.get(key) ?? discover(key, wanted)
      if (!found) return undefined
      const size = Math.abs(value)
      found.reach = Math.max(found.reach, reaches.find((reach) => size <= reach) ?? size)
      found.signed ||= value < 0
      const share = value / found.reach
      return { control: found.control, value: found.signed ? (share + 1) / 2 : share }
    },
  }
}
