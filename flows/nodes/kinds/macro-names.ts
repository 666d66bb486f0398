/** Macro 1 to 8, for a choice. */
export const macroNames = {
  '1': 'macro 1',
  '2': 'macro 2',
  '3': 'macro 3',
  '4': 'macro 4',
  '5': 'macro 5',
  '6': 'macro 6',
  '7': 'macro 7',
  '8': 'macro 8',
} as const
