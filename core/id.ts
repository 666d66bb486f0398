/** What an id stands for, by its first letters. */
export type IdPrefix =
  /** API token */
  | 'at'
  /** command */
  | 'cm'
  /** invite */
  | 'iv'
  /** piece */
  | 'pc'
  /** phrase */
  | 'ph'
  /** journal segment */
  | 'sg'
  /** session at a rig */
  | 'ss'
  /** take */
  | 'tk'
  /** player or user of the page */
  | 'us'

/** Crockford's base 32 in lower case: no i, l, o, u, and it sorts as it counts. */
const digits = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A new id: what it stands for, 10 digits of time that sort by age, 10 digits of chance.
 * @param now the wall clock in ms, such as Date.now
 * @param random a number from 0 (inclusive) to 1 (exclusive), such as Math.random
 * @example newId('pc', { now: () => Date.now(), random: Math.random }) // 'pc_01kb3v9q5t7hz2m0x4c8'
 */
export function newId(
  prefix: IdPrefix,
  { now, random }: { now: () => number; random: () => number },
): string {
  let time = Math.floor(now())
  let age = ''
  for (let i = 0; i < 10; i++) {
    age = digits[time % 32]! + age
    time = Math.floor(time / 32)
  }
  let chance = ''
  for (let i = 0; i < 10; i++) chance += digits[Math.floor(random() * 32)]!
  return `${prefix}_${age}${chance}`
}
