import type { Fields, ValuesOf } from './field.ts'
import type { Message, Send } from './red.ts'
import type { Stage } from './stage.ts'

/** What comes in from the hub, what goes out to it, and what happens to messages between the two. */
export const groups = {
  in: { title: 'From the hub', colour: '#8CC8B4' },
  out: { title: 'To the hub', colour: '#6FB7A8' },
  shape: { title: 'In between', colour: '#C2E3D8' },
} as const

/** What a node does with a message; what it throws shows in red under the node. */
export type Hearing = (message: Message, send: Send) => void | Promise<void>

/** A node of the palette: all there is to know of it, in one place. */
export type NodeKind<F extends Fields = Fields> = {
  /** Its name in a flow; never changed, since flows out there say it. */
  readonly type: `rigsong-${string}`
  /** Its name in the palette. */
  readonly label: string
  readonly group: keyof typeof groups
  /** Of Node-RED's own font. */
  readonly icon: `fa-${string}`
  /** One sentence. */
  readonly says: string
  /** What it takes from a message, where it hears any. */
  readonly takes?: string
  /** What each output sends, in order. */
  readonly gives: readonly { readonly label: string; readonly says: string }[]
  /** A whole example in words. */
  readonly example: string
  readonly fields: F
  /** False for what works on messages alone, without any hub. */
  readonly needsHub: boolean
  /** Begins; what it returns hears the messages. All that it opens goes with its stage. */
  start(stage: Stage<ValuesOf<F>>): Hearing | undefined
}

/** Lets the compiler see the values of a kind's own fields. */
export const nodeKind = <const F extends Fields>(kind: NodeKind<F>): NodeKind => kind as never
