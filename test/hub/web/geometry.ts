import type { Page } from './browser.ts'

/** What lies where on a page, as a person sees it: only what is in sight, cut where it is clipped. */
export type Layout = {
  readonly sidewaysPx: number
  /** Pairs of panels or controls that lie over each other. */
  readonly overlaps: readonly string[]
  /** Controls smaller than a thumb. */
  readonly small: readonly string[]
  /** Controls that stick out of the window. */
  readonly outside: readonly string[]
  /** What everybody must reach without scrolling, and cannot. */
  readonly belowFold: readonly string[]
  readonly narrowestWhiteKey: number
}

/** Runs in the page, where the checker of this side knows no words: hence a text. */
const measure = `(mustSee) => {
  const nameOf = (e) => e.ariaLabel || e.textContent.trim().slice(0, 24) || e.className
  const boxOf = (e) => {
    let { left, top, right, bottom } = e.getBoundingClientRect()
    for (let up = e.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflow === 'visible') continue
      const clip = up.getBoundingClientRect()
      left = Math.max(left, clip.left); top = Math.max(top, clip.top)
      right = Math.min(right, clip.right); bottom = Math.min(bottom, clip.bottom)
    }
    return { left, top, right, bottom }
  }
  const inSight = (e) => {
    if (!e.checkVisibility({ visibilityProperty: true })) return false
    const { left, top, right, bottom } = boxOf(e)
    return right - left > 1 && bottom - top > 1
  }
  const lieOver = (a, b) => {
    const [p, q] = [boxOf(a), boxOf(b)]
    return Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 &&
      Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1
  }
  const overlapping = (all) => all.flatMap((a, i) => all.slice(i + 1)
    .filter((b) => !a.contains(b) && !b.contains(a) && lieOver(a, b))
    .map((b) => nameOf(a) + ' / ' + nameOf(b)))
  const seen = (query) => [...document.querySelectorAll(query)].filter(inSight)
  const panels = seen('.top, .strip, .roll-panel, .keys-panel, .wish, .card, .piece-row, .take-row, .shelf-head, .flows-head, .flows-card, .flows-row, .flows-switch, .flows-desk, .bottom-nav, .door-panel')
  const controls = seen('button, a[href], input, select, textarea, summary')
    .filter((e) => !e.closest('rs-keys') && !e.matches('.skip'))
  const whole = controls.filter((e) => {
    const full = e.getBoundingClientRect(), cut = boxOf(e)
    return full.bottom - cut.bottom < 1 && full.right - cut.right < 1 && cut.top - full.top < 1
  })
  const screen = document.querySelector('.screen, .alone')
  return {
    sidewaysPx: Math.max(document.documentElement.scrollWidth - innerWidth, screen.scrollWidth - screen.clientWidth),
    overlaps: [...overlapping(panels), ...overlapping(controls)],
    small: controls.filter((e) => {
      const { width, height } = e.getBoundingClientRect()
      return width < 43.5 || height < 43.5
    }).map(nameOf),
    outside: controls.filter((e) => {
      const { left, right } = e.getBoundingClientRect()
      return (left < -0.5 || right > innerWidth + 0.5) && !e.closest('.examples, .tag-choice')
    }).map(nameOf),
    belowFold: mustSee.filter((query) => !whole.includes(document.querySelector(query)) &&
      !(query.startsWith('rs-') && boxOf(document.querySelector(query)).bottom >= document.querySelector(query).getBoundingClientRect().bottom - 1)),
    narrowestWhiteKey: Math.min(...seen('.key-white').map((e) => e.getBoundingClientRect().width)),
  }
}`

/** Measures the page; `mustSee` are selectors of what has to be whole in sight. */
export const layoutOf = (page: Page, mustSee: readonly string[]): Promise<Layout> =>
  page.evaluate(`(${measure})(${JSON.stringify(mustSee)})`)
