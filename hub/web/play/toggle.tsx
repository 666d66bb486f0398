import type { ComponentChildren } from 'preact'

type Props = {
  readonly on: boolean
  readonly turn: (on: boolean) => void
  readonly kind?: 'you' | 'machine'
  readonly says?: string
  readonly disabled?: boolean
  readonly children: ComponentChildren
}

/** A switch that says its name; what the machine does is hatched when on. */
export function Toggle({ on, turn, kind = 'you', says, disabled = false, children }: Props) {
  return (
    <button
      class={`toggle toggle-${kind}`}
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={says}
      title={says}
      disabled={disabled}
      onClick={() => turn(!on)}
    >
      <span class="toggle-track" aria-hidden="true">
        <span class="toggle-thumb" />
      </span>
      {children}
    </button>
  )
}
