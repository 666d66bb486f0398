import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { v } from '#core/schema.ts'

const Node = v.looseObject({
  id: v.string(),
  type: v.string(),
  wires: v.exactOptional(v.array(v.array(v.string()))),
})
const LibraryFlow = v.strictObject({
  /** The name of the file. */
  id: v.string(),
  title: v.string(),
  /** What the user does, and what is heard. */
  says: v.string(),
  flow: v.array(Node),
})
/** A flow that comes with the hub: one tab, its nodes, and their config nodes. */
export type LibraryFlow = Readonly<v.InferOutput<typeof LibraryFlow>>

/** The flows that come with the hub, the first flow of a new hub first. */
export function libraryFlows(): readonly LibraryFlow[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'))
  return files
    .map((file) => JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')))
    .map((words) => v.parse(LibraryFlow, words))
    .toSorted((one, other) => rank(one) - rank(other) || (one.title < other.title ? -1 : 1))
}

const rank = ({ id }: LibraryFlow): number => (id === 'first' ? 0 : 1)
