import { styles } from '#core/language/styles.ts'
import { nearestWord } from '#core/nearest-word.ts'
import { v } from '#core/schema.ts'

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Whatever people call the styles, and what lies near them. */
const names = Object.entries(styles).flatMap(([id, { says, near }]) => [id, ...says, ...near])
const plainNames = names.map(plain)

/**
 * A style by any of its names. One that nobody knows is played as the nearest of what it says; one that is
 * a letter away from a known name was mistyped.
 */
export const StyleName = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(40),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || !isMistyped(plain(dataset.value))) return
    addIssue({
      message: `${JSON.stringify(dataset.value)} is no style`,
      expected: names.map((name) => `"${name}"` as const).join(' | '),
    })
  }),
)

function isMistyped(word: string): boolean {
  if (plainNames.some((name) => name === word || (name.length > 2 && word.includes(name))))
    return false
  return nearestWord(word, plainNames).steps <= Math.min(2, Math.floor(word.length / 4))
}
