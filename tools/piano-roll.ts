import { writeFile } from 'node:fs/promises'
import { barBeats } from '#core/music/meter.ts'
import type { Composition } from '#core/score/piece.ts'
import type { Role } from '#core/score/piece-spec.ts'
import { compositionFrom } from './composition-from.ts'
import { type Picture, png } from './png.ts'

/**
 * Draws a composition so that one can look at it:
 *   node tools/piano-roll.ts out.png piece.json
 *   node tools/piano-roll.ts out.png '{"style":"lofi","bars":32}' 7
 * Time runs to the right, pitch upwards; drums have the stripe at the bottom, brightness is velocity.
 */
const beatPixels = 12
const rowPixels = 6
const drumRows = 48
const lowestPitch = 24
const highestPitch = 96

type Rgb = readonly [number, number, number]
const colours: Readonly<Record<Role, Rgb>> = {
  drums: [250, 250, 250],
  bass: [90, 160, 255],
  chords: [90, 210, 130],
  melody: [255, 190, 60],
  pad: [150, 110, 200],
}

/** The piano roll of a composition as a PNG. */
export function pianoRoll(composition: Composition): Uint8Array {
  const height = (highestPitch - lowestPitch + 1 + drumRows) * rowPixels
  const width = Math.ceil(composition.lengthBeats * beatPixels)
  const picture = { width, height, pixels: new Uint8Array(width * height * 3).fill(18) }
  drawGrid(picture, composition)
  const order: readonly Role[] = ['pad', 'chords', 'bass', 'melody', 'drums']
  for (const role of order)
    for (const part of composition.parts.filter((p) => p.role === role))
      for (const note of part.notes) {
        const row = role === 'drums' ? rowOfDrum(note.pitch) : highestPitch - note.pitch
        const light = 0.35 + (0.65 * note.velocity) / 127
        const colour = colours[role].map((level) => level * light) as unknown as Rgb
        const wide = role === 'drums' ? 2 : Math.max(2, note.length * beatPixels - 1)
        fill(
          picture,
          { x: note.start * beatPixels, y: row * rowPixels, wide, high: rowPixels - 1 },
          colour,
        )
      }
  return png(picture)
}

const rowOfDrum = (pitch: number): number => highestPitch - lowestPitch + 1 + (82 - pitch)

function drawGrid(picture: Picture, { form, spec, lengthBeats }: Composition): void {
  const high = picture.height
  for (let beat = 0; beat < lengthBeats; beat += barBeats(spec.meter))
    fill(picture, { x: beat * beatPixels, y: 0, wide: 1, high }, [45, 45, 50])
  for (const { start } of form)
    fill(picture, { x: start * beatPixels, y: 0, wide: 2, high }, [170, 60, 60])
  for (let pitch = lowestPitch; pitch <= highestPitch; pitch += 12)
    fill(
      picture,
      { x: 0, y: (highestPitch - pitch) * rowPixels, wide: picture.width, high: 1 },
      [50, 50, 60],
    )
}

type Box = { readonly x: number; readonly y: number; readonly wide: number; readonly high: number }

function fill({ width, height, pixels }: Picture, { x, y, wide, high }: Box, colour: Rgb): void {
  for (let row = Math.max(0, Math.round(y)); row < Math.min(height, y + high); row++)
    for (let column = Math.round(x); column < Math.min(width, x + wide); column++)
      pixels.set(colour, (row * width + column) * 3)
}

if (import.meta.main) {
  const [out = 'piano-roll.png', what = '{}', seed = '1'] = process.argv.slice(2)
  await writeFile(out, pianoRoll(await compositionFrom(what, Number(seed))))
}
