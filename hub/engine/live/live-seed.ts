/** The same each time: what the accompanist plays is made of the playing, not of the dice. */
export const liveSeed = 1
