import type { Payload } from '#core/bus/topics.ts'

/** Where macro 1 to 8 stand; undefined where nobody has turned one: 0 would make a piece slow and quiet. */
export const turnedMacros = ({
  values,
  turned,
}: Payload<'macros'>): readonly (number | undefined)[] =>
  values.map((value, at) => (turned.includes(at + 1) ? value : undefined))
