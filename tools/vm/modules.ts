import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'

/**
 * The files of kernel modules with everything they stand on, each after what it needs. `builtIn` are
 * the ones inside the kernel itself, which have no file.
 * Throws where a module is in neither.
 * @param files every module of the kernel, as paths
 * @example await modulesInOrder(['cdc-acm'], files, builtIn) // [… 'usbcore.ko', 'cdc-acm.ko']
 */
export async function modulesInOrder(
  wanted: readonly string[],
  files: readonly string[],
  builtIn: readonly string[],
): Promise<readonly string[]> {
  const fileOf = new Map(files.map((file) => [moduleName(file), file]))
  const inside = new Set(builtIn.map(moduleName))
  const order = new Set<string>()

  async function add(module: string, needer: string): Promise<void> {
    const file = fileOf.get(moduleName(module))
    if (file === undefined) {
      if (inside.has(moduleName(module))) return
      throw new Error(`the kernel has no module ${module}, which ${needer} needs`)
    }
    if (order.has(file)) return
    for (const need of neededBy(await readFile(file))) await add(need, module)
    order.add(file)
  }

  for (const module of wanted) await add(module, 'the guest')
  return [...order]
}

/** What the kernel calls a module: hyphens and underscores are one to it. */
export const moduleName = (file: string): string =>
  basename(file).replace(/\.ko$/, '').replaceAll('-', '_')

/**
 * The modules that one needs, from its own note of it ("depends=usbcore,snd", in the section
 * .modinfo of its file, each line ended by a zero byte).
 */
export function neededBy(module: Buffer): readonly string[] {
  const note = '\0depends='
  const at = module.indexOf(note, 0, 'latin1')
  if (at === -1) return []
  const from = at + note.length
  const words = module.toString('latin1', from, module.indexOf(0, from))
  return words === '' ? [] : words.split(',')
}
