import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { editorPage } from '#flows/nodes/editor-page.ts'

await writeFile(join(import.meta.dirname, '../flows/nodes/rigsong.html'), editorPage())
