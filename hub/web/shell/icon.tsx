/** The page's own small drawings, 24 by 24, in the colour of the text around them. */
const drawings = {
  play: 'M8 5.5v13l10.5-6.5z',
  stop: 'M7 7h10v10H7z',
  keep: 'M12 4v10m0 0 4-4m-4 4-4-4M5 19h14',
  'sound-on': 'M4 10v4h3.5L12 18V6L7.5 10zM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11',
  'sound-off': 'M4 10v4h3.5L12 18V6L7.5 10zM16 9.5l5 5m0-5-5 5',
  sun: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 3v2m0 14v2m9-9h-2M5 12H3m15.4-6.4L17 7M7 17l-1.4 1.4m12.8 0L17 17M7 7 5.6 5.6',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  panic: 'M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3zM8 12h8',
  minus: 'M6 12h12',
  plus: 'M6 12h12M12 6v12',
  left: 'm14.5 6-6 6 6 6',
  right: 'm9.5 6 6 6-6 6',
  search: 'M10.5 5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zm4 9.5L19 19',
  close: 'm7 7 10 10M17 7 7 17',
  notes: 'M4 6h9M8 12h7M12 18h8',
  keys: 'M4 5h16v14H4zM9.3 5v8.5M14.7 5v8.5M9.3 13.5V19M14.7 13.5V19',
  wires: 'M3.5 5h6v5h-6zM14.5 14h6v5h-6zM9.5 7.5c5 0 0 9 5 9',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  rig: 'M6 3.5h12v17H6zM12 10.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM12 7h.01',
  list: 'M9 7h10M9 12h10M9 17h10M5 7h.01M5 12h.01M5 17h.01',
} as const
const solid = new Set(['play', 'stop'])

export type IconName = keyof typeof drawings

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class={solid.has(name) ? 'icon icon-solid' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={drawings[name]} />
    </svg>
  )
}

/** Three bars of a piano roll: two played, one generated. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect class="mark-you" x="1" y="2.5" width="14" height="5" rx="1.5" />
      <rect class="mark-you" x="6" y="9.5" width="11" height="5" rx="1.5" />
      <rect class="mark-machine" x="11.8" y="17.3" width="10.4" height="4.4" rx="1.2" />
    </svg>
  )
}
