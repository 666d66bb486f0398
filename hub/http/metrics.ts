/**
 * Figures in Prometheus' text form, https://prometheus.io/docs/instrumenting/exposition_formats/
 * @example metricsText({ pieces: 3 }) // '# TYPE rigsong_pieces gauge\nrigsong_pieces 3\n'
 */
export const metricsText = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .filter(([, value]) => Number.isFinite(value))
    .map(([name, value]) => {
      const metric = `rigsong_${snake(name)}`
      return `# TYPE ${metric} ${metric.endsWith('_total') ? 'counter' : 'gauge'}\n${metric} ${value}\n`
    })
    .join('')

const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^a-zA-Z0-9]+/g, '_')
    .toLowerCase()
