import { meterName } from '#core/music/meter.ts'
import { keyName } from '#core/music/scale.ts'
import type { Composition } from '#core/score/piece.ts'
import { faultsOf } from '#hub/engine/critic.ts'
import { selfSimilarity } from '#hub/engine/structure.ts'
import { pianoRoll } from '../piano-roll.ts'
import { png } from '../png.ts'

/** What is said of a style in the report. */
export type StyleSheet = {
  readonly style: string
  readonly pieces: readonly Composition[]
  readonly rows: readonly FigureRow[]
  /** What a piece of the style took to compose, on average. */
  readonly tookMs: number
}
/** A figure: of the style's pieces, of the same with pitches by chance, and with notes shuffled. */
export type FigureRow = {
  readonly what: string
  readonly ours: number
  readonly chance: number
  readonly shuffled: number
  readonly band: string
  readonly met: boolean
}
export type Report = {
  readonly figures: readonly {
    readonly what: string
    readonly says: string
    readonly met: string
  }[]
  readonly sheets: readonly StyleSheet[]
  readonly overlap: readonly {
    readonly what: string
    readonly ours: number
    readonly chance: number
  }[]
  /** What the ear heard, by the style that was played. */
  readonly heard: readonly { readonly style: string; readonly as: ReadonlyMap<string, number> }[]
}

/** One page that a person can look at, with every picture in it. */
export function reportPage({ figures, sheets, overlap, heard }: Report): string {
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    `<table><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr>${rows
      .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
      .join('')}</table>`
  const summary = table(
    ['what', 'measured', 'goal'],
    figures.map(({ what, says, met }) => [escaped(what), escaped(says), escaped(met)]),
  )
  const alike = table(
    ['feature (Yang and Lerch)', 'other seeds', 'pitches by chance'],
    overlap.map(({ what, ours, chance }) => [what, ours.toFixed(2), chance.toFixed(2)]),
  )
  const names = heard.map(({ style }) => style)
  const confusion = table(
    ['played, heard as', ...names],
    heard.map(({ style, as }) => [style, ...names.map((name) => String(as.get(name) ?? ''))]),
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Music report</title><style>${look}</style>
<h1>What the engine writes</h1>${summary}
<h2>Alike over seeds</h2>${alike}<h2>Styles as an ear hears them, tempo hidden</h2>${confusion}
<p class="legend"><b style="color:#fafafa">drums</b> <b style="color:#5aa0ff">bass</b> <b style="color:#5ad282">chords</b>
<b style="color:#ffbe3c">melody</b> <b style="color:#966ec8">pad</b>; red lines are sections</p>
${sheets.map((sheet) => sheetOf(sheet, table)).join('\n')}</html>`
}

function sheetOf(
  { style, pieces, rows, tookMs }: StyleSheet,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string {
  const figures = table(
    ['figure', 'ours', 'by chance', 'shuffled', 'band', ''],
    rows.map(({ what, ours, chance, shuffled, band, met }) => [
      ...[what, ours.toFixed(3), chance.toFixed(3), shuffled.toFixed(3), band],
      met ? 'met' : '<b>missed</b>',
    ]),
  )
  const pictures = pieces.map((piece) => {
    const { spec, seed } = piece
    const says = `${spec.title}: ${keyName(spec.key)}, ${meterName(spec.meter)}, ${spec.bpm} bpm, seed ${seed}`
    return `<figure><figcaption>${escaped(says)}<br>${escaped(chordLine(piece))}${faults(piece)}</figcaption>
<img alt="piano roll" src="${inline(pianoRoll(piece))}"><img class="self" alt="the piece against itself" src="${inline(selfPicture(piece))}"></figure>`
  })
  return `<section><h2>${style}</h2><p>${tookMs.toFixed(1)} ms a piece, every candidate and the critic</p>${figures}${pictures.join('')}</section>`
}

const faults = (piece: Composition): string => {
  const found = faultsOf(piece).map(({ wrong, start }) => `${wrong} at ${start}`)
  return found.length === 0 ? '' : `<br><b>${escaped(found.join('; '))}</b>`
}

const chordLine = ({ form, chords }: Composition): string =>
  form
    .map(({ section, start, length }) => {
      const inside = chords.filter((chord) => chord.start >= start && chord.start < start + length)
      return `${section}: ${inside.map(({ symbol }) => symbol).join(' ')}`
    })
    .join(' | ')

const selfPixels = 4

function selfPicture(piece: Composition): Uint8Array {
  const { matrix, frames } = selfSimilarity(piece)
  const width = frames * selfPixels
  const pixels = new Uint8Array(width * width * 3)
  for (let y = 0; y < width; y++)
    for (let x = 0; x < width; x++) {
      const alike = matrix[Math.floor(y / selfPixels) * frames + Math.floor(x / selfPixels)]!
      pixels.fill(
        alike < 0 ? 18 : Math.round(60 + 195 * Math.min(1, alike)),
        (y * width + x) * 3,
        (y * width + x) * 3 + 3,
      )
    }
  return png({ width, height: width, pixels })
}

const inline = (picture: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(picture).toString('base64')}`

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const look = `body{background:#111;color:#ddd;font:15px/1.5 system-ui;margin:24px;max-width:1700px}
table{border-collapse:collapse;margin:12px 0}td,th{border:1px solid #333;padding:3px 9px;text-align:start;font-variant-numeric:tabular-nums}
figure{margin:18px 0}figcaption{font-size:13px;color:#bbb}img{display:block;margin:6px 0;max-width:100%}
.self{width:240px;image-rendering:pixelated}b{color:#ff8a70}`
