/** Songs as people write them, by kind, and the key that a listener would name; none goes round in a short loop. */
export const charts = {
  pop: [
    [
      'C major',
      'C | Am | F | G | Em | Am | Dm | G | F | C | Dm | Em | F | G | Am | Am | F | G | C | C',
    ],
    [
      'G major',
      'G | D | Em | C | Am | D | G | G | Em | Bm | C | G | Am | C | D | D | G | C | D | G',
    ],
    [
      'A minor',
      'Am | F | C | G | Dm | Am | E | E | Am | G | F | Dm | C | G | Am | E | Am | Dm | E | Am',
    ],
    [
      'D major',
      'D | G | A | D | Bm | Em | A | A | G | D | Em | Bm | G | A | F#m | Bm | Em | A | D | D',
    ],
  ],
  jazz: [
    [
      'C major',
      'Dm7 | G7 | Cmaj7 | Cmaj7 | Em7 | A7 | Dm7 | G7 | Cmaj7 | Am7 | Dm7 | G7 | Cmaj7 | Cmaj7',
    ],
    [
      'Bb major',
      'Cm7 | F7 | Bbmaj7 | Ebmaj7 | Am7b5 | D7 | Gm7 | Gm7 | Cm7 | F7 | Bbmaj7 | Bbmaj7 | Am7b5 | D7 | Gm7 | C7 | Cm7 | F7 | Bbmaj7 | Bbmaj7',
    ],
    [
      'F major',
      'Fmaj7 | Em7b5 A7 | Dm7 G7 | Cm7 F7 | Bbmaj7 | Bbm7 Eb7 | Am7 D7 | Gm7 C7 | Fmaj7 | Gm7 C7 | Fmaj7 | Fmaj7',
    ],
    [
      'C minor',
      'Cm7 | Cm7 | Fm7 | Fm7 | Dm7b5 | G7 | Cm7 | Cm7 | Ebm7 | Ab7 | Dbmaj7 | Dbmaj7 | Dm7b5 | G7 | Cm7 | G7',
    ],
    [
      'G major',
      'Am7 D7 | Gmaj7 | Am7 D7 | Gmaj7 | Bm7 E7 | Am7 | Am7 D7 | Gmaj7 | Cmaj7 | Bm7 E7 | Am7 D7 | Gmaj7',
    ],
  ],
  folk: [
    ['D major', 'D | D | G | D | D | A | A | D | G | D | A | D | G | D | A7 | D'],
    ['G major', 'G | G | C | G | G | G | A7 | D | G | G7 | C | G | G | D | G | G'],
    ['E minor', 'Em | Em | D | Em | Em | G | D | Em | G | D | Em | Bm | Em | D | Em | Em'],
    ['A minor', 'Am | Am | G | Am | C | G | Am | E | Am | C | D | F | Am | E | Am | Am'],
  ],
  modal: [
    [
      'D minor',
      'Dm7 | G | Dm7 | Dm7 | Em | Dm7 | G | Dm7 | Dm7 | C | Dm7 | G | Dm7 | Em | Dm7 | Dm7',
    ],
    ['G major', 'G | F | G | G | C | F | G | G | F | C | G | G | Dm | F | G | G'],
    ['A minor', 'Am | D | Am | G | D | Am | Am | D | G | Am | Am | D | Am | Em | D | Am'],
    ['E major', 'E | D | A | E | E | D | E | E | A | D | E | E | Bm | A | E | E'],
  ],
} as const satisfies Record<string, readonly (readonly [key: string, chart: string])[]>
export type Kind = keyof typeof charts
