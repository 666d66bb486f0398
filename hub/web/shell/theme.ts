import { type ReadonlySignal, signal } from '@preact/signals'
import type { Memory } from './memory.ts'

export type Theme = 'dark' | 'light'
export type ThemeSwitch = { readonly theme: ReadonlySignal<Theme>; toggle(): void }

/** Follows the system until somebody chooses. */
export function openTheme({ window, memory }: { window: Window; memory: Memory }): ThemeSwitch {
  const system = window.matchMedia('(prefers-color-scheme: light)')
  const chosen = (): Theme | undefined => {
    const kept = memory.get('theme')
    return kept === 'dark' || kept === 'light' ? kept : undefined
  }
  const current = (): Theme => chosen() ?? (system.matches ? 'light' : 'dark')
  const theme = signal<Theme>(current())
  const show = (): void => {
    theme.value = current()
    window.document.documentElement.dataset.theme = theme.value
  }
  system.addEventListener('change', show)
  show()
  return {
    theme,
    toggle() {
      memory.set('theme', theme.value === 'dark' ? 'light' : 'dark')
      show()
    },
  }
}
