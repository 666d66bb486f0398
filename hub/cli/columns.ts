/**
 * Rows as a table: every column as wide as its widest word, the last one free.
 * @example columns([['keys', 'live'], ['knob-box', 'absent']]) // 'keys      live\nknob-box  absent'
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
