import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../shell/icon.tsx'
import { say } from '../words/say.ts'

type Props = { readonly title: string; readonly children: ComponentChildren }

/** What else can be done with a piece: a disclosure that closes by choosing, Esc or leaving. */
export function Menu({ title, children }: Props) {
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const element = details.current
    if (!element) return
    const close = (): void => {
      element.open = false
    }
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape' || !element.open) return
      pressed.preventDefault()
      close()
      element.querySelector('summary')?.focus()
    }
    const chosen = ({ target }: Event): void => {
      if (target instanceof Element && target.closest('.menu-line')) close()
    }
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !element.contains(event.target)) close()
    }
    element.addEventListener('keydown', key)
    element.addEventListener('click', chosen)
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    return () => {
      element.removeEventListener('keydown', key)
      element.removeEventListener('click', chosen)
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
    }
  }, [])
  return (
    <details class="menu" ref={details}>
      <summary class="button button-icon" aria-label={say('piece.more-says', { title })}>
        <Icon name="more" />
      </summary>
      <div class="panel menu-list">{children}</div>
    </details>
  )
}
