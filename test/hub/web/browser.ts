import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

/** The system's browser, as Debian installs it. */
export const chromiumPath = '/usr/bin/chromium'
export const chromiumIsThere = (): boolean => existsSync(chromiumPath)

/** Without a screen, and without a word to anybody but the page it is shown. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  })

/** The four sizes that every change is looked at. */
export const sizes = [
  { name: 'laptop', width: 1366, height: 768, touch: false },
  { name: 'small screen', width: 800, height: 480, touch: true },
  { name: 'phone', width: 390, height: 844, touch: true },
  { name: 'wide screen', width: 1920, height: 1080, touch: false },
] as const
export type Size = (typeof sizes)[number]
export const themes = ['dark', 'light'] as const
export type Theme = (typeof themes)[number]

/** A fresh visitor: nothing stored, this size, this theme. */
export async function visit(
  browser: Browser,
  { width, height, touch }: Pick<Size, 'width' | 'height' | 'touch'>,
  theme: Theme = 'dark',
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: touch,
    colorScheme: theme,
  })
  return context.newPage()
}
export type { Browser, Page }
