import type { DeviceDescription, Match } from '#core/rig/description.ts'
import type { PresentPort } from '#core/rig/present-port.ts'

/** What a board said when it was asked: the name that our firmware gives itself. */
export type Said = { readonly name?: string }

/**
 * The description that fits a port best: every word of one of its matches fits, and it has the most
 * words; the first one where several have as many. Undefined where none fits: an unknown board is never
 * guessed.
 */
export function recognise(
  descriptions: Iterable<DeviceDescription>,
  port: PresentPort,
  said: Said = {},
): DeviceDescription | undefined {
  let best: DeviceDescription | undefined
  let most = 0
  for (const description of descriptions) {
    const { transport, match } = description
    if ((transport === 'usb-midi') !== (port.kind === 'midi')) continue
    // Who said a name speaks hub frames, whatever else a board of this kind may carry.
    if ((transport === 'hub-frames') !== (said.name !== undefined)) continue
    const words = Math.max(0, ...match.map((one) => wordsThatFit(one, port, said)))
    if (words <= most) continue
    best = description
    most = words
  }
  return best
}

/** How many words a match has; 0 where one of them does not fit. */
function wordsThatFit(match: Match, port: PresentPort, said: Said): number {
  const { vid, pid, product, manufacturer } = match.usb ?? {}
  const { usb } = port
  const fits = [
    ...(vid === undefined ? [] : [usb?.vendor === vid]),
    ...(pid === undefined ? [] : [usb?.product === pid]),
    ...(product === undefined ? [] : [isLike(usb?.productName, product)]),
    ...(manufacturer === undefined ? [] : [isLike(usb?.manufacturer, manufacturer)]),
    ...(match.midi ? [isLike(port.sequencer ?? port.title, match.midi.name)] : []),
    ...(match['hub-frames'] ? [isLike(said.name, match['hub-frames'].name)] : []),
  ]
  return fits.every(Boolean) ? fits.length : 0
}

const isLike = (text: string | undefined, pattern: string): boolean =>
  text !== undefined && new RegExp(pattern).test(text)
