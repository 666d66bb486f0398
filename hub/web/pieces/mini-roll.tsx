import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { PieceLine } from '../api.ts'
import { fitCanvas, inkOf } from '../elements/ink.ts'
import { useStudio } from '../studio.ts'
import { say } from '../words/say.ts'
import type { Picture } from './picture.ts'

/** The whole piece at a glance, drawn once it has been fetched, and again when its box changes. */
export function MiniRoll({ piece }: { readonly piece: PieceLine }) {
  const { shelf } = useStudio()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useSignal<Picture | undefined>(undefined)

  useEffect(() => {
    let gone = false
    void shelf.picture(piece.id).then((drawn) => {
      if (!gone) picture.value = drawn
    })
    return () => {
      gone = true
    }
  }, [piece.id])
  useEffect(() => {
    const element = canvas.current
    const drawn = picture.value
    if (!element || !drawn) return
    const draw = (): void => drawPicture(element, drawn)
    const resized = new ResizeObserver(draw)
    const recoloured = new MutationObserver(draw)
    resized.observe(element)
    recoloured.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      resized.disconnect()
      recoloured.disconnect()
    }
  }, [picture.value])

  return (
    <canvas
      ref={canvas}
      class={picture.value ? 'mini-roll' : 'mini-roll skeleton'}
      role="img"
      aria-label={say('piece.picture', { title: piece.title })}
    />
  )
}

function drawPicture(canvas: HTMLCanvasElement, { boxes, row }: Picture): void {
  const context = canvas.getContext('2d')
  const { clientWidth: width, clientHeight: height } = canvas
  if (!context || width === 0) return
  const scale = fitCanvas(canvas, width, height)
  const ink = inkOf(canvas, context)
  context.setTransform(scale, 0, 0, scale, 0, 0)
  const thick = Math.min(4, Math.max(2, row * height - 0.5))
  for (const by of ['machine', 'you'] as const) {
    context.strokeStyle = by === 'you' ? ink.you : ink.machineLine
    context.lineWidth = by === 'you' ? thick + 0.5 : thick
    // Dashed as in the mark: hatching would not be seen on a line so thin.
    context.setLineDash(by === 'you' ? [] : [3, 1.5])
    context.beginPath()
    for (const box of boxes) {
      if (box.by !== by) continue
      const y = box.y * height + thick / 2
      context.moveTo(box.x * width, y)
      context.lineTo(box.x * width + Math.max(2, box.width * width - 1), y)
    }
    context.stroke()
  }
}
