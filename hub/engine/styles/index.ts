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

/** What people also call a style, and styles of their neighbourhood. */
const alsoCalled: Readonly<Record<string, string>> = {
  bossa: 'bossa-nova',
  chill: 'lofi',
  chillhop: 'lofi',
  classical: 'waltz',
  country: 'folk',
  disco: 'house',
  dnb: 'drum-and-bass',
  drone: 'ambient',
  electro: 'synthwave',
  film: 'cinematic',
  hiphop: 'boom-bap',
  jazz: 'jazz-swing',
  jungle: 'drum-and-bass',
  latin: 'bossa-nova',
  orchestral: 'cinematic',
  pop: 'synthwave',
  rap: 'boom-bap',
  rnb: 'lofi',
  rock: 'folk',
  samba: 'bossa-nova',
  soul: 'funk',
  swing: 'jazz-swing',
  trance: 'techno',
}

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '')

/**
 * The style of this name, or the nearest one: by what people also call it, then by the word they
 * share; `lofi` where nothing is near.
 */
export function styleFor(name = ''): Style {
  const asked = plain(name)
  if (asked === '') return lofi
  const exact = (id: string): Style | undefined =>
    styles.find((style) => plain(style.id) === plain(id))
  const shared = styles.find((style) => asked.includes(plain(style.id)))
  const called = Object.keys(alsoCalled).find((word) => asked.includes(word))
  return exact(asked) ?? shared ?? exact(alsoCalled[called ?? ''] ?? '') ?? lofi
}
