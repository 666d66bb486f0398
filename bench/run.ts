import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Figure } from './figure.ts'

type Bench = { readonly default: () => Promise<readonly Figure[]> }

/** `npm run bench` runs them all, `npm run bench -- broker clock` some; exit code 1 where a goal is missed. */
const wanted = process.argv.slice(2)
const files = (await readdir(import.meta.dirname))
  .filter((name) => name.endsWith('.bench.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)))
  .sort()
if (files.length === 0) throw new RangeError(`no bench is called ${wanted.join(', ')}`)

let missed = 0
for (const file of files) {
  const bench = (await import(join(import.meta.dirname, file))) as Bench
  process.stdout.write(`\n${file.replace('.bench.ts', '')}\n`)
  for (const figure of await bench.default()) {
    process.stdout.write(`  ${asLine(figure)}\n`)
    if (figure.met === false) missed += 1
  }
}
process.stdout.write(missed === 0 ? '\nevery goal met\n' : `\n${missed} goals missed\n`)
process.exitCode = missed === 0 ? 0 : 1

function asLine({ what, ours, unit, peer, peerName, ratio, goal, met }: Figure): string {
  const beside = peer === undefined ? '' : `, ${peerName ?? 'peer'} ${short(peer)} ${unit}`
  const quotient = ratio === undefined ? '' : `, ratio ${short(ratio)}`
  const verdict = met === true ? 'met' : met === false ? 'MISSED' : met
  return `${what}: ${short(ours)} ${unit}${beside}${quotient}; goal ${goal}: ${verdict}`
}

function short(number: number): string {
  if (Number.isInteger(number)) return String(number)
  return Math.abs(number) >= 100 ? number.toFixed(0) : number.toPrecision(3)
}
