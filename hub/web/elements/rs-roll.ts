import { pitchName } from '#core/music/pitch.ts'
import type { NoteTrail, TrailNote } from '../play/note-trail.ts'
import { showAheadMs } from '../play/stage.ts'
import { fitCanvas, type Ink, inkOf } from './ink.ts'
import {
  type Box,
  beatLines,
  boxOf,
  drumBoxOf,
  lowestFor,
  type RollView,
  rowsFor,
  xAt,
} from './roll-geometry.ts'

/** Where the beats stand on the page's clock; undefined while nothing keeps time. */
export type Grid = Parameters<typeof beatLines>[0]

const pastMs = 8000
const drumLanePx = 44
/** With reduced motion the picture moves in steps of half a second. */
const stepMs = 500

/**
 * The piano roll: the last seconds of what sounded left of the now line, what the machine is about
 * to play right of it. Hands are solid, the machine is hatched. It reads the trail by itself.
 */
export class RsRoll extends HTMLElement {
  trail: NoteTrail | undefined
  grid: () => Grid | undefined = () => undefined
  wake: () => void = () => {}
  #canvas = document.createElement('canvas')
  #context = this.#canvas.getContext('2d')
  #ink: Ink | undefined
  #size = { width: 0, height: 0, scale: 1 }
  #lowest: number | undefined
  #calm = window.matchMedia('(prefers-reduced-motion: reduce)')
  #resized = new ResizeObserver(([entry]) => {
    const { width, height } = entry?.contentRect ?? { width: 0, height: 0 }
    this.#size = { width, height, scale: fitCanvas(this.#canvas, width, height) }
    this.#ink = undefined
    this.wake()
  })
  #recoloured = new MutationObserver(() => {
    this.#ink = undefined
    this.wake()
  })

  connectedCallback(): void {
    this.#canvas.ariaHidden = 'true'
    this.append(this.#canvas)
    this.#resized.observe(this)
    this.#recoloured.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  }

  disconnectedCallback(): void {
    this.#resized.disconnect()
    this.#recoloured.disconnect()
  }

  /** Draws one frame; true while something in sight still moves. */
  draw(realMs: number): boolean {
    const context = this.#context
    const { width, height, scale } = this.#size
    if (!context || !this.trail || width === 0) return false
    const nowMs = this.#calm.matches ? Math.floor(realMs / stepMs) * stepMs : realMs
    const ahead = this.#aheadFor(width)
    const notes = this.trail
      .notes()
      .filter(({ startMs, endMs }) => (endMs ?? nowMs) > nowMs - pastMs && startMs < nowMs + ahead)
    const view = this.#view(notes, nowMs, ahead)
    const grid = this.grid()
    this.#ink ??= inkOf(this, context)

    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.clearRect(0, 0, width, height)
    const alive = notes.length > 0 || grid !== undefined
    this.#drawRows(context, this.#ink, view, alive)
    if (grid) this.#drawBeats(context, this.#ink, view, grid)
    for (const note of notes)
      if (note.by === 'machine') this.#drawNote(context, this.#ink, view, note)
    for (const note of notes) if (note.by === 'you') this.#drawNote(context, this.#ink, view, note)
    if (alive) drawNow(context, this.#ink, view)
    return alive
  }

  /** A narrow roll shows less of the future, so that the present keeps its room. */
  #aheadFor = (width: number): number => (width < 500 ? 1600 : showAheadMs)

  #view(notes: readonly TrailNote[], nowMs: number, aheadMs: number): RollView {
    const { width, height } = this.#size
    const drumLane = notes.some(({ drum }) => drum) ? Math.min(drumLanePx, height / 4) : 0
    const rows = rowsFor(height - drumLane)
    const pitches = notes.filter(({ drum }) => !drum).map(({ pitch }) => pitch)
    this.#lowest = lowestFor(pitches, rows, this.#lowest)
    const past = width < 500 ? 4000 : pastMs
    return { width, height, nowMs, pastMs: past, aheadMs, lowest: this.#lowest, rows, drumLane }
  }

  /** An empty roll has its sentence to say, and no names in between. */
  #drawRows(context: CanvasRenderingContext2D, ink: Ink, view: RollView, named: boolean): void {
    const rowHeight = (view.height - view.drumLane) / view.rows
    context.font = '500 14px "Atkinson Hyperlegible Mono Variable", monospace'
    context.textBaseline = 'bottom'
    for (let row = 0; row < view.rows; row++) {
      const pitch = view.lowest + row
      const y = view.height - view.drumLane - row * rowHeight
      if ([1, 3, 6, 8, 10].includes(pitch % 12)) {
        context.fillStyle = ink.lane
        context.fillRect(0, y - rowHeight, view.width, rowHeight)
      }
      if (pitch % 12 !== 0 || !named) continue
      context.fillStyle = ink.barLine
      context.fillRect(0, Math.round(y), view.width, 1)
    }
    context.fillStyle = ink.quiet
    for (let row = 0; named && row < view.rows; row++) {
      const y = view.height - view.drumLane - row * rowHeight
      const pitch = view.lowest + row
      // The legend stands at the top.
      if (pitch % 12 === 0 && y > 56) context.fillText(pitchName(pitch), 12, y - 1)
    }
    if (view.drumLane === 0) return
    context.fillStyle = ink.barLine
    context.fillRect(0, Math.round(view.height - view.drumLane), view.width, 1)
  }

  #drawBeats(context: CanvasRenderingContext2D, ink: Ink, view: RollView, grid: Grid): void {
    const from = view.nowMs - view.pastMs
    for (const { ms, bar } of beatLines(grid, from, view.nowMs + view.aheadMs)) {
      context.fillStyle = bar ? ink.barLine : ink.line
      context.fillRect(Math.round(xAt(view, ms)), 0, bar ? 2 : 1, view.height)
    }
  }

  #drawNote(
    context: CanvasRenderingContext2D,
    ink: Ink,
    view: RollView,
    { by, drum, pitch, startMs, endMs, velocity }: TrailNote,
  ): void {
    const box = drum
      ? drumBoxOf(view, { pitch, startMs })
      : boxOf(view, { pitch, startMs, endMs: endMs ?? view.nowMs })
    if (!box) return
    const machine = by === 'machine'
    // What has not sounded yet is fainter; its outline stays, so that it is seen coming.
    context.globalAlpha = startMs > view.nowMs ? 0.55 : 0.7 + (0.3 * velocity) / 127
    // A stroke of the machine's drum is too small to be hatched: it is hollow.
    context.fillStyle = machine ? (drum ? ink.ground : ink.machine) : ink.you
    bar(context, box, drum ? 1.5 : 2.5)
    context.fill()
    context.globalAlpha = 1
    if (!machine) return
    context.strokeStyle = ink.machineLine
    context.lineWidth = 1.25
    context.stroke()
  }
}

function bar(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Box,
  radius: number,
): void {
  context.beginPath()
  context.roundRect(x + 0.5, y + 1, Math.max(2, width - 1), Math.max(3, height - 2), radius)
}

function drawNow(context: CanvasRenderingContext2D, ink: Ink, view: RollView): void {
  const x = Math.round(xAt(view, view.nowMs))
  context.fillStyle = ink.text
  context.fillRect(x, 0, 2, view.height)
  context.beginPath()
  context.moveTo(x - 5, 0)
  context.lineTo(x + 7, 0)
  context.lineTo(x + 1, 7)
  context.fill()
}
