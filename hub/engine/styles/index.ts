import { byHeart } from '#core/by-heart.ts'
import { styles as language } from '#core/language/styles.ts'
import { ambient } from './ambient.ts'
import { boomBap } from './boom-bap.ts'
import { bossaNova } from './bossa-nova.ts'
import { cinematic } from './cinematic.ts'
import { deepHouse } from './deep-house.ts'
import { drumAndBass } from './drum-and-bass.ts'
import { dubstep } from './dubstep.ts'
import { folk } from './folk.ts'
import { funk } from './funk.ts'
import { house } from './house.ts'
import { jazzSwing } from './jazz-swing.ts'
import { lofi } from './lofi.ts'
import type { Style } from './style.ts'
import { synthwave } from './synthwave.ts'
import { techno } from './techno.ts'
import { trap } from './trap.ts'
import { waltz } from './waltz.ts'

/** Every style the engine knows; a new one is a file beside this and a line here. */
export const styles: readonly Style[] = [
  lofi,
  boomBap,
  trap,
  house,
  deepHouse,
  techno,
  drumAndBass,
  dubstep,
  ambient,
  synthwave,
  funk,
  jazzSwing,
  bossaNova,
  waltz,
  cinematic,
  folk,
]

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** What people call each style, and the names of its neighbourhood, the longest first. */
const names: readonly (readonly [string, Style])[] = styles
  .flatMap((style) => {
    const { says, near } = language[style.id]
    return [style.id, ...says, ...near].map((name) => [plain(name), style] as const)
  })
  .sort(([a], [b]) => b.length - a.length)

/** The style of this name, or the nearest by the words they share; `lofi` where nothing is near. */
export const styleFor = (name = ''): Style => known(name, () => nearest(name))

const known = byHeart<Style>(64)

function nearest(name: string): Style {
  const asked = plain(name)
  const exact = names.find(([known]) => known === asked)
  const shared = names.find(([known]) => known.length > 2 && asked.includes(known))
  return (exact ?? shared)?.[1] ?? lofi
}
