/**
 * The newest generic kernel of the series among package names; the cloud flavour has no sound and the
 * real-time one is not what people run.
 * @example newestKernel(['linux-image-6.1.0-9-amd64', 'linux-image-6.1.0-56-amd64'], 'amd64')
 */
export function newestKernel(names: readonly string[], architecture: string): string | undefined {
  const generic = new RegExp(`^linux-image-${series}[\\d.]*-\\d+-${architecture}$`)
  return names
    .filter((name) => generic.test(name))
    .sort(byNumbers)
    .at(-1)
}

// The one that the rig was tried on; its modules are not compressed.
const series = '6\\.1\\.'

const byNumbers = (a: string, b: string): number => {
  const [left, right] = [numbersIn(a), numbersIn(b)]
  const at = left.findIndex((number, index) => number !== right[index])
  return at === -1 ? 0 : left[at]! - (right[at] ?? -1)
}

const numbersIn = (name: string): readonly number[] =>
  [...name.matchAll(/\d+/g)].map(([digits]) => Number(digits))
