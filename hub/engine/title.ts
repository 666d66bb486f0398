import type { Random } from '#core/random.ts'

const firsts = {
  calm: 'Slow Quiet Amber Velvet Paper Pale Still Drifting Hazel Woollen Rainy Soft',
  dark: 'Iron Midnight Hollow Cobalt Ashen Winter Buried Low Carbon Sable Distant Black',
  bright: 'Copper Golden Morning Lemon Open Coral Painted Summer Silver Lucky Paper Quick',
} as const
const seconds = {
  calm: 'Harbour Window Lantern Orchard Kettle Tide Letter Staircase Balcony Meadow Ferry Attic',
  dark: 'Signal Corridor Engine Vault Current Harbour Tunnel Circuit Foundry Echo Platform Radio',
  bright:
    'Avenue Carousel Postcard Parade Terrace Kite Fountain Market Bicycle Arcade Bridge Garden',
} as const
export type Temper = keyof typeof firsts

/** Two words for a piece that nobody named. */
export function titleFor(temper: Temper, random: Random): string {
  return `${random.pick(firsts[temper].split(' '))} ${random.pick(seconds[temper].split(' '))}`
}
