import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the whole project, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** One import of a file: what it names, and whether only types come of it. */
export type Import = { readonly from: string; readonly typeOnly: boolean }

/** A source file by its path from the root, its code without comments, and what it imports. */
export type Source = {
  readonly path: string
  readonly code: string
  readonly imports: readonly Import[]
}

const leftOut = new Set(['node_modules', '.git', 'dist', 'coverage'])

/** Every file below a folder of the project, by its path from the root; none where there is no such folder. */
export function filesUnder(folder: string): readonly string[] {
  const entries = (() => {
    try {
      return readdirSync(join(root, folder), { withFileTypes: true })
    } catch {
      return []
    }
  })()
  return entries.flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (leftOut.has(entry.name)) return []
    return entry.isDirectory() ? filesUnder(path) : entry.isFile() ? [path] : []
  })
}

/** The sources of the project below these folders. */
export function sourcesUnder(folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) => filesUnder(folder))
    .filter((path) => /\.(?:ts|tsx|mjs|cjs|js)$/.test(path))
    .map((path) => {
      const code = withoutComments(readFileSync(join(root, path), 'utf8'))
      return { path, code, imports: importsOf(code) }
    })
}

/** Code without what is only said to people; strings and templates are left as they are. */
export function withoutComments(code: string): string {
  const token =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g
  return code.replace(token, (found) => (found.startsWith('/') ? ' ' : found))
}

/** The imports of a file, static, re-exported, for their effect, dynamic and required. */
export function importsOf(code: string): readonly Import[] {
  const imports: Import[] = []
  const statement =
    /^[ \t]*(?:import|export)\s+(type\s+)?((?:[\w*$]+(?:\s+as\s+\w+)?\s*,?\s*)?(?:\{[^}]*\})?)\s*from\s*['"]([^'"]+)['"]/gm
  for (const [, type, names, from] of code.matchAll(statement))
    imports.push({ from: from!, typeOnly: type !== undefined || hasOnlyTypes(names!) })
  for (const [, from] of code.matchAll(/^[ \t]*import\s+['"]([^'"]+)['"]/gm))
    imports.push({ from: from!, typeOnly: false })
  for (const [, type, from] of code.matchAll(
    /(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"]+)['"]\s*\)/g,
  ))
    imports.push({ from: from!, typeOnly: type !== undefined })
  return imports
}

/** '{ type Key, type Mode }' brings nothing at run time. */
function hasOnlyTypes(names: string): boolean {
  const inBraces = /^\s*\{([^}]*)\}\s*$/.exec(names)?.[1]
  const each = inBraces?.split(',').filter((name) => name.trim() !== '') ?? []
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name))
}
