import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Slug } from '#core/rig/slug.ts'
import { v } from '#core/schema.ts'
import { FlowNode, isTab } from '../node.ts'

/** A flow that comes with Rigsong: the nodes of one tab, whose ids never change. */
export const Shipped = v.strictObject({
  id: Slug,
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  /** What it does, for somebody who looks for it. */
  says: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  flow: v.pipe(
    v.array(FlowNode),
    v.check((nodes) => nodes.filter(isTab).length === 1, 'a shipped flow is one tab'),
  ),
})
export type Shipped = Readonly<v.InferOutput<typeof Shipped>>

/** Where they lie. */
export const libraryFolder = join(import.meta.dirname, '..', 'library')

/** The one that a new hub begins with. */
export const firstFlow = 'first'

/** Every shipped flow of a folder, the first one first, the others by title. */
export async function readLibrary(folder: string): Promise<readonly Shipped[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  const library = await Promise.all(
    names.map(async (name) => {
      const shipped = v.parse(Shipped, JSON.parse(await readFile(join(folder, name), 'utf8')))
      const wanted = basename(name, '.json')
      if (shipped.id === wanted) return shipped
      throw new Error(`${name} calls itself ${shipped.id}`)
    }),
  )
  const rank = ({ id, title }: Shipped): string => (id === firstFlow ? '' : title)
  return library.toSorted((a, b) => rank(a).localeCompare(rank(b)))
}
