import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { themes } from '../browser.ts'

const css = readFileSync(join(import.meta.dirname, '../../../../hub/web/style/tokens.css'), 'utf8')

/** The colours of a theme by token. */
function tokensOf(theme: string): ReadonlyMap<string, string> {
  const block = new RegExp(`data-theme="${theme}"\\]\\s*\\{([^}]*)\\}`).exec(css)?.[1] ?? ''
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]),
  )
}

/** WCAG 2 contrast of two colours written as #rrggbb. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light! + 0.05) / (dark! + 0.05)
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

const surfaces = ['--page', '--panel', '--raised', '--pressed']
const inks = ['--text', '--text-2', '--you', '--machine', '--bad', '--ok', '--focus']

describe('the colours', () => {
  it('are the same tokens in both themes', () => {
    const [dark, light] = themes.map((theme) => [...tokensOf(theme).keys()])

    assert.ok(dark!.length > 20)
    assert.deepEqual(dark, light)
  })

  for (const theme of themes) {
    it(`can be read on every surface of the ${theme} theme`, () => {
      const tokens = tokensOf(theme)

      for (const surface of surfaces) {
        for (const ink of inks) {
          const ratio = contrast(tokens.get(ink)!, tokens.get(surface)!)
          assert.ok(ratio >= 4.5, `${ink} on ${surface}: ${ratio.toFixed(2)}`)
        }
        const border = contrast(tokens.get('--border')!, tokens.get(surface)!)
        assert.ok(border >= 3, `--border on ${surface}: ${border.toFixed(2)}`)
      }
    })

    it(`can be read on filled buttons and keys of the ${theme} theme`, () => {
      const tokens = tokensOf(theme)
      const pairs = [
        ['--on-you', '--you'],
        ['--on-machine', '--machine'],
        ['--ivory-text', '--ivory'],
        ['--ebony-text', '--ebony'],
        ['--text-2', '--well'],
      ]

      for (const [ink, ground] of pairs)
        assert.ok(contrast(tokens.get(ink!)!, tokens.get(ground!)!) >= 4.5, `${ink} on ${ground}`)
    })
  }
})
