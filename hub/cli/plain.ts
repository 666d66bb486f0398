/** Words for a terminal. A title is anybody's: none of them may steer the terminal of who reads it. */
export const plain = (text: string): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
