import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'vite'
import { editorPage } from '#flows/nodes/editor-page.ts'
import { kinds } from '#flows/nodes/index.ts'
import { groups } from '#flows/nodes/node-kind.ts'
import { libraryFolder, readLibrary } from '#flows/shipped/library.ts'

const root = join(import.meta.dirname, '..')
/** What the hub's own Node-RED loads; it stands in the repository, made from the table. */
export const pageFile = join(root, 'flows/nodes/rigsong.html')
const usage = 'npm run palette [-- --out FOLDER]'

/** What is not ours comes by npm, with its own licence. */
export const installed = ['mqtt', 'valibot']
/** The name under which any Node-RED installs the palette. */
export const packageName = '@rigsong/node-red'

/**
 * Writes the palette as a package for any Node-RED into a folder: JavaScript with all of ours in it,
 * the editor's page, the flows as examples.
 */
export async function writePackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'examples'), { recursive: true })
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    build: {
      // What it imports is of Node, and bundled all the same.
      ssr: join(root, 'flows/nodes/rigsong.js'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        external: installed,
        output: { format: 'cjs', entryFileNames: 'rigsong.js', codeSplitting: false },
      },
    },
    ssr: { noExternal: true, external: [...installed] },
  })
  await writeFile(join(folder, 'rigsong.html'), editorPage())
  await writeFile(
    join(folder, 'package.json'),
    `${JSON.stringify(await manifest(), undefined, 2)}\n`,
  )
  await writeFile(join(folder, 'README.md'), readme())
  await cp(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  for (const { title, flow } of await readLibrary(libraryFolder))
    await writeFile(join(folder, 'examples', `${title}.json`), JSON.stringify(flow, undefined, 2))
}

async function manifest(): Promise<object> {
  const ours = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return {
    name: packageName,
    version: ours.version,
    description:
      'Nodes of music for Node-RED: devices, the beat, the composer and the outbox of a Rigsong hub.',
    license: ours.license,
    keywords: ['node-red', 'music', 'midi', 'mqtt', 'sensors'],
    engines: { node: '>=22.9' },
    'node-red': { version: '>=4.0.0', nodes: { rigsong: 'rigsong.js' } },
    dependencies: Object.fromEntries(installed.map((name) => [name, ours.dependencies[name]])),
  }
}

const readme = (): string => `# ${packageName}
Nodes of music for Node-RED. They speak with a Rigsong hub over MQTT: add a “rigsong-hub” with its address, and the user that \`rigsong token mqtt\` prints there.

${groupNames.map(nodesOf).join('\n\n')}

Each node has its help in the editor, with an example. Whole flows are under Import → Examples.
`

const groupNames = Object.keys(groups) as (keyof typeof groups)[]
const nodesOf = (group: keyof typeof groups): string =>
  [
    `## ${groups[group].title}`,
    ...kinds
      .filter((kind) => kind.group === group)
      .map(({ label, says }) => `- **${label}**: ${says}`),
  ].join('\n')

if (import.meta.main) {
  const { values } = parseArgs({ options: { out: { type: 'string' }, help: { type: 'boolean' } } })
  if (values.help) console.log(usage)
  else {
    const folder = values.out ?? join(root, 'out/palette')
    await writeFile(pageFile, editorPage())
    await writePackage(folder)
    console.log(`${kinds.length} nodes in ${folder}`)
  }
}
