import fc from 'fast-check'
import { modes, tonics } from '#core/music/key.ts'
import { type PieceWish, roles } from '#core/score/piece-spec.ts'
import { styles } from '#hub/engine/styles/index.ts'

const meters = [
  { beats: 4, unit: 4 },
  { beats: 3, unit: 4 },
  { beats: 6, unit: 8 },
  { beats: 5, unit: 4 },
  { beats: 7, unit: 8 },
] as const

/** Any wish a person could make. */
export const anyWish = (): fc.Arbitrary<PieceWish> =>
  fc.record(
    {
      style: fc.constantFrom(...styles.map(({ id }) => id), 'polka', ''),
      bpm: fc.integer({ min: 40, max: 220 }),
      key: fc.record({ tonic: fc.constantFrom(...tonics), mode: fc.constantFrom(...modes) }),
      meter: fc.constantFrom(...meters),
      bars: fc.integer({ min: 1, max: 72 }),
      energy: fc.integer({ min: 0, max: 10 }).map((tenths) => tenths / 10),
      moods: fc.subarray(['calm', 'dark', 'happy', 'rainy']),
      with: fc.subarray([...roles]),
      without: fc.subarray([...roles]),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
