import { type Signal, signal } from '@preact/signals'
import { type Path, pathFrom, routes } from './paths.ts'

export type Router = {
  readonly path: Signal<Path>
  /** Shows another screen and writes it into the history. */
  go(path: Path): void
}

/** Follows the address bar; `<a href>` of our own paths stay in the page. */
export function openRouter({ window }: { window: Window }): Router {
  const path = signal(pathFrom(window.location.pathname))
  const go = (to: Path): void => {
    if (to === path.value) return
    window.history.pushState(null, '', to)
    path.value = to
  }
  window.addEventListener('popstate', () => {
    path.value = pathFrom(window.location.pathname)
  })
  window.document.addEventListener('click', (click) => {
    const link = (click.target as Element | null)?.closest('a[href]')
    if (!link || click.defaultPrevented || click.button !== 0) return
    if (click.metaKey || click.ctrlKey || click.shiftKey || link.hasAttribute('download')) return
    const href = link.getAttribute('href') ?? ''
    if (!Object.hasOwn(routes, href)) return
    click.preventDefault()
    go(href as Path)
  })
  return { path, go }
}
