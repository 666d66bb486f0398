import { HubError } from '#core/errors.ts'
import { nearestWord } from '#core/nearest-word.ts'
import type { Source } from '#core/rig/mapping.ts'
import type { PresentDevice } from './mapper.ts'

/**
 * Throws HubError 'control-unknown' where a device that is here has no such control, and never will: a
 * word that is wrong would be a mapping that waits for ever. What is unplugged is taken at its word.
 */
export function refuseUnknownControl(source: Source, present: readonly PresentDevice[]): void {
  if (!('device' in source)) return
  const device = present.find(({ id }) => id === source.device)
  if (!device || device.discovers || device.controls.length === 0) return
  const names = device.controls.map(({ id }) => id)
  if (names.includes(source.control) || isAllPrograms(source.control, names)) return
  const near = nearestWord(source.control, names)
  throw new HubError('control-unknown', `${device.id} has no control ${source.control}`, {
    hint: `Did you mean ${near.word}? rigsong devices list shows what it has.`,
  })
}

/** All program changes of a device together have a name of their own. */
const isAllPrograms = (control: string, names: readonly string[]): boolean =>
  control === 'program' && names.some((name) => name.startsWith('program-'))
