import { v } from '#core/schema.ts'

/** What the flows process says of itself at /keeper/status. */
export const FlowsStatus = v.object({
  state: v.picklist(['starting', 'ready', 'safe-mode']),
  /** How long it has been up. */
  startedMs: v.number(),
  deployedAt: v.exactOptional(v.string()),
  revision: v.exactOptional(v.string()),
  tabs: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      disabled: v.boolean(),
      /** Which flow of ours it was. */
      shipped: v.exactOptional(v.string()),
      edited: v.boolean(),
    }),
  ),
  lastErrors: v.array(
    v.object({ at: v.string(), node: v.exactOptional(v.string()), message: v.string() }),
  ),
  notes: v.array(v.string()),
})

const systemNodes =
  'An exec node runs any program, file and watch nodes read and write any file, TCP and UDP nodes call and listen beside the door of the hub: all as the user that the flows process runs as. Where that is the user of the hub, they reach everything the hub does: every recording, the keys and passwords it keeps, and all other files of that account. With a Unix user of its own, they reach what that user may, and other people’s files as far as those are open to everybody. Import a flow of somebody else only after you have read it.'
const palette =
  'Anybody who edits flows may install nodes from the internet. A node is a program: it runs with the same rights as an exec node, whatever the other switch says, and the hub asks the npm registry for it.'

/** What each switch lets in, in words for whoever turns it. */
export const switchMeans = { systemNodes, palette } as const

/** Off until the owner turns them on. */
export const FlowsSettings = v.object({
  systemNodes: v.pipe(
    v.boolean(),
    v.title('exec, file and socket nodes'),
    v.description(systemNodes),
  ),
  palette: v.pipe(v.boolean(), v.title('installing nodes'), v.description(palette)),
})

export const FlowsExample = v.object({
  id: v.string(),
  title: v.string(),
  says: v.string(),
  installed: v.boolean(),
  edited: v.boolean(),
})

export const FlowsVersion = v.object({
  version: v.number(),
  at: v.string(),
  nodes: v.number(),
  why: v.string(),
})

/** Flows with their credentials, which only the passphrase opens. */
export const FlowsArchive = v.looseObject({
  format: v.literal('rigsong-flows'),
  version: v.literal(1),
})
export type FlowsArchive = v.InferOutput<typeof FlowsArchive>

/** Long enough that nobody tries them all. */
export const Passphrase = v.pipe(
  v.string(),
  v.minLength(8, 'a passphrase of at least 8 letters'),
  v.maxLength(1000),
)
