import { join } from 'node:path'
import type { Bus } from '#core/bus/bus.ts'
import { v } from '#core/schema.ts'

/** What only the owner turns on, and what it opens: said here, beside what it does. */
export const FlowsSettings = v.strictObject({
  /** Nodes that run programs, read and write any file this process may, or listen on ports of their own. */
  systemNodes: v.boolean(),
  /** Nodes of others may be installed in the editor, from the internet; they can do whatever Node can. */
  palette: v.boolean(),
})
export type FlowsSettings = Readonly<v.InferOutput<typeof FlowsSettings>>

export const safeSettings: FlowsSettings = { systemNodes: false, palette: false }

/**
 * Files of Node-RED's own nodes that reach past the hub: what they run and read is the machine's, and
 * what they listen on is no door of the hub. HTTP, WebSocket and MQTT stay: their servers stand behind
 * the hub's door, and their calls go out as those of a page would.
 */
export const systemNodeFiles = {
  exec: '90-exec.js',
  file: '10-file.js',
  watch: '23-watch.js',
  tcp: '31-tcpin.js',
  udp: '32-udp.js',
} as const

/** The types of those nodes, for a person who misses one. */
export const systemNodeTypes: readonly string[] = [
  ...['exec', 'file', 'file in', 'watch'],
  ...['tcp in', 'tcp out', 'tcp request', 'udp in', 'udp out'],
]

/** A function node that counts for ever is ended, in seconds. */
const functionWithinS = 1

export const editorRoot = '/flows'
/** Where http-in nodes answer; before the editor's own paths. */
export const pagesRoot = '/flows/http'

/** Where the nodes of music stand in the editor: before all others. */
const paletteCategory = 'rigsong'

export type NodeRedSettings = {
  readonly folder: string
  readonly owner: FlowsSettings
  readonly credentialSecret: string
  readonly safeMode: boolean
  /** What the nodes of the palette play through. */
  readonly rigsong: { readonly bus: Bus; readonly hub: string; readonly version: string }
}

/** Node-RED's settings: nothing of it calls the internet, and nothing is on that was not turned on. */
export function nodeRedSettings(given: NodeRedSettings): Readonly<Record<string, unknown>> {
  const { folder, owner, credentialSecret, safeMode, rigsong } = given
  const { palette } = owner
  return {
    userDir: join(folder, 'node-red'),
    nodesDir: join(import.meta.dirname, 'nodes'),
    nodesExcludes: owner.systemNodes ? [] : Object.values(systemNodeFiles),
    httpAdminRoot: editorRoot,
    httpNodeRoot: pagesRoot,
    credentialSecret,
    ...(safeMode && { safeMode }),
    rigsong,
    tlsConfigDisableLocalFiles: !owner.systemNodes,
    functionExternalModules: false,
    globalFunctionTimeout: functionWithinS,
    // Memory first: a counter that is written at every note would wear out a memory card.
    contextStorage: { default: { module: 'memory' }, disk: { module: 'localfilesystem' } },
    telemetry: { enabled: false, updateNotification: false },
    diagnostics: { enabled: false, ui: false },
    externalModules: {
      autoInstall: false,
      palette: { allowInstall: palette, allowUpload: palette, allowUpdate: palette },
      modules: { allowInstall: false },
    },
    editorTheme: {
      page: { title: 'Rigsong flows' },
      header: { title: 'Rigsong flows', image: null },
      projects: { enabled: false },
      tours: false,
      palette: { categories: [paletteCategory], ...(!palette && { catalogues: [] }) },
    },
  }
}
