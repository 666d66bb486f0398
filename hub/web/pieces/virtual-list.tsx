import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { rowsInSight } from './rows-in-sight.ts'

type Props<T> = {
  readonly entries: readonly T[]
  readonly keyOf: (entry: T) => string
  readonly row: (entry: T) => ComponentChildren
  readonly label: string
  /** Called when the end comes into sight. */
  readonly onEnd?: () => void
}

/** Shorter lists are drawn whole: they keep the browser's own search and scrolling. */
const wholeUpTo = 50
const overscan = 4

/** A list of rows of one height, of which only those in sight are in the page. */
export function VirtualList<T>({ entries, keyOf, row, label, onEnd }: Props<T>) {
  const list = useRef<HTMLUListElement>(null)
  const sight = useSignal({ first: 0, last: wholeUpTo })
  const rowPx = useSignal(0)
  const whole = entries.length <= wholeUpTo

  useEffect(() => {
    const element = list.current
    const scroller = element?.closest('.screen')
    if (!element || !scroller) return
    const look = (): void => {
      // Also while the list is whole: when it grows beyond, what was scrolled to must stay in sight.
      const row = element.firstElementChild?.getBoundingClientRect().height
      if (row) rowPx.value = row
      const top = scroller.getBoundingClientRect().top - element.getBoundingClientRect().top
      const next = rowsInSight({
        topPx: top,
        heightPx: scroller.clientHeight,
        rowPx: rowPx.peek() || 112,
        rows: entries.length,
        overscan,
      })
      const { first: from, last: to } = sight.peek()
      if (next.first !== from || next.last !== to) sight.value = next
      if (next.last >= entries.length) onEnd?.()
    }
    const resized = new ResizeObserver(look)
    resized.observe(scroller)
    scroller.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      resized.disconnect()
      scroller.removeEventListener('scroll', look)
    }
  }, [entries, whole])

  const first = whole ? 0 : sight.value.first
  const last = whole ? entries.length : Math.min(entries.length, sight.value.last)
  const above = first * rowPx.value
  const below = (entries.length - last) * rowPx.value
  return (
    <ul
      ref={list}
      class="rows"
      aria-label={label}
      style={{ paddingTop: `${above}px`, paddingBottom: `${below}px` }}
    >
      {entries.slice(first, last).map((entry, i) => (
        <li key={keyOf(entry)} aria-setsize={entries.length} aria-posinset={first + i + 1}>
          {row(entry)}
        </li>
      ))}
    </ul>
  )
}
