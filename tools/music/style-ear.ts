type Features = Readonly<Record<string, number>>
export type Heard = { readonly style: string; readonly features: Features }

/**
 * Learns what pieces of each style have in common and names the style of another one: the nearest
 * mean, each feature weighed by how little it varies inside the styles (a linear discriminant with a
 * diagonal matrix). It must not hear the pieces it is asked about.
 */
export function styleEar(heard: readonly Heard[]): (features: Features) => string {
  const names = Object.keys(heard[0]!.features)
  const styles = [...new Set(heard.map(({ style }) => style))]
  const means = new Map(
    styles.map((style) => {
      const rows = heard.filter((one) => one.style === style).map(({ features }) => features)
      return [style, names.map((name) => meanOf(rows.map((row) => row[name]!)))] as const
    }),
  )
  const weights = names.map((name, i) => {
    const within = meanOf(
      heard.map(({ style, features }) => (features[name]! - means.get(style)![i]!) ** 2),
    )
    const across = spread(heard.map(({ features }) => features[name]!))
    // A feature that never varies inside the styles shall not outvote all others.
    return across === 0 ? 0 : 1 / (within + 0.05 * across)
  })
  return (features) => {
    const off = (style: string): number =>
      names.reduce(
        (sum, name, i) => sum + weights[i]! * (features[name]! - means.get(style)![i]!) ** 2,
        0,
      )
    return styles.map((style) => ({ style, off: off(style) })).toSorted((a, b) => a.off - b.off)[0]!
      .style
  }
}

const meanOf = (figures: readonly number[]): number =>
  figures.reduce((sum, x) => sum + x, 0) / figures.length

function spread(figures: readonly number[]): number {
  const middle = meanOf(figures)
  return meanOf(figures.map((x) => (x - middle) ** 2))
}
