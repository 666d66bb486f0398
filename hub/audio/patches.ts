import type { SoundName } from '#core/score/sounds.ts'
import { basses } from './basses.ts'
import { keys } from './keys.ts'
import { acoustic, eightOhEight, electro, lofi, retro } from './kits.ts'
import { leads } from './leads.ts'
import { pads } from './pads.ts'
import type { Patch } from './patch.ts'

/** How every sound is made and where it sits in the mix. */
export const patches: Readonly<Record<SoundName, Patch>> = {
  'kit-acoustic': {
    ...acoustic,
    place: { levelDb: 1.5, highPassHz: 28, reverb: 0.18, drive: 1.3 },
  },
  'kit-electro': { ...electro, place: { levelDb: 0.5, highPassHz: 26, reverb: 0.09, drive: 1.5 } },
  'kit-lofi': { ...lofi, place: { levelDb: 1.5, highPassHz: 34, reverb: 0.12, drive: 2.4 } },
  'kit-808': {
    ...eightOhEight,
    place: { levelDb: 0.5, highPassHz: 26, reverb: 0.07, drive: 1.6 },
  },
  'kit-retro': { ...retro, place: { levelDb: 0.5, highPassHz: 28, reverb: 0.2, drive: 1.6 } },
  ...basses,
  ...keys,
  ...leads,
  ...pads,
}
