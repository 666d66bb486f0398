/**
 * All that is ever said to the adapter of a car. It can only read: how the adapter answers is set, and
 * values of mode 01 are asked for. There is no word here for mode 04 or 08, nor for bytes of one's own.
 */
export type ElmRequest = ElmSetting | { readonly pid: string }

/** Reset, what are you, echo off, line feeds off, spaces off, headers off, find the protocol. */
const settings = ['ATZ', 'ATI', 'ATE0', 'ATL0', 'ATS0', 'ATH0', 'ATSP0'] as const
export type ElmSetting = (typeof settings)[number]

/** How a request is written. Throws where it is none, whatever the types said. */
export function wordOf(request: ElmRequest): string {
  if (typeof request === 'object' && /^[0-9A-F]{2}$/.test(request.pid)) return `01${request.pid}`
  const setting = settings.find((one) => one === request)
  if (setting === undefined) throw new TypeError('a car is only ever asked')
  return setting
}
