/** The colours a canvas draws with, taken from the page's tokens. */
export type Ink = {
  readonly you: string
  readonly machine: string | CanvasPattern
  readonly machineLine: string
  readonly ground: string
  readonly text: string
  readonly quiet: string
  readonly line: string
  readonly barLine: string
  readonly lane: string
}

/** Reads the tokens; again when the theme changes, never in a frame. */
export function inkOf(element: Element, context: CanvasRenderingContext2D): Ink {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const machineLine = token('--machine')
  return {
    you: token('--you'),
    machine: hatched(context, machineLine, token('--machine-ground')),
    machineLine,
    ground: token('--machine-ground'),
    text: token('--text'),
    quiet: token('--text-2'),
    line: token('--grid'),
    barLine: token('--grid-bar'),
    lane: token('--grid-lane'),
  }
}

/** Diagonal stripes, wide enough to be seen on a row of 7 px. */
function hatched(context: CanvasRenderingContext2D, line: string, ground: string) {
  const tile = document.createElement('canvas')
  const size = 6
  tile.width = size * 2
  tile.height = size * 2
  const brush = tile.getContext('2d')
  if (!brush) return line
  brush.scale(2, 2)
  brush.fillStyle = ground
  brush.fillRect(0, 0, size, size)
  brush.strokeStyle = line
  brush.lineWidth = 2
  brush.beginPath()
  for (const from of [-size, 0, size]) {
    brush.moveTo(from - 1, size + 1)
    brush.lineTo(from + size + 1, -1)
  }
  brush.stroke()
  const pattern = context.createPattern(tile, 'repeat')
  pattern?.setTransform(new DOMMatrix().scale(0.5))
  return pattern ?? line
}

/** A canvas as sharp as the screen; resized only when its box changes. */
export function fitCanvas(canvas: HTMLCanvasElement, width: number, height: number): number {
  const scale = Math.min(3, window.devicePixelRatio || 1)
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  return scale
}
