import * as english from './lexicon-en.ts'

/**
 * What the words of a language mean to us. Another language is a file that fits beside lexicon-en.ts,
 * and a line here; the readers take the order of words to be that of English.
 */
export type Lexicon = typeof english
export const lexicons = { en: english } as const satisfies Record<string, Lexicon>

/** The languages we understand. */
export type Language = keyof typeof lexicons
