import { type Signal, signal } from '@preact/signals'

/** The screens, by the path they are shared and reloaded with. */
export const routes = {
  '/play': 'play',
  '/pieces': 'pieces',
  '/takes': 'takes',
} as const
export type Path = keyof typeof routes
export type Screen = (typeof routes)[Path]

export type Router = {
  readonly path: Signal<Path>
  /** Shows another screen and writes it into the history. */
  go(path: Path): void
}

/** The path of a screen; anything unknown is Play, the screen that makes sound. */
export function pathFrom(pathname: string): Path {
  const bare = pathname.replace(/\/+$/, '')
  return bare in routes && Object.hasOwn(routes, bare) ? (bare as Path) : '/play'
}

/**
 * What a link brought in its fragment: `#claim=CODE` or `#invite=CODE`.
 * A fragment never reaches a server log, and it is taken out of the history at once.
 */
export function ticketFrom(hash: string): Ticket | undefined {
  const found = /^#(claim|invite)=([A-Za-z0-9_-]{4,128})$/.exec(hash)
  if (!found) return undefined
  return { kind: found[1] as Ticket['kind'], code: found[2]! }
}
export type Ticket = { readonly kind: 'claim' | 'invite'; readonly code: string }

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
