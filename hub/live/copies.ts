import { describeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { Author } from '#core/score/author.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import type { Herald } from './herald.ts'
import type { Journal } from './journal/journal.ts'
import type { RecentPlaying } from './recent.ts'
import type { Copy } from './router.ts'

/** What was played, on its way to the journal, the bus and the accompanist; the router never waits for it. */
export type Copies = {
  take(copy: Copy): void
}

export type CopiesParts = {
  readonly journal: Pick<Journal, 'write'>
  readonly herald: Pick<Herald, 'event'>
  readonly recent: RecentPlaying
  readonly authorOf: (device: string) => Author
  /** A note of a player's hand, for the accompanist. */
  readonly heard: (copy: Copy, author: Author) => void
}

/** Screens and programs need no more than 50 values a second of a knob. */
const controlEveryMs = 20

/** Hands copies on in the next turn of the loop, so that a message is at its outputs before anything else is done. */
export function openCopies({ journal, herald, recent, authorOf, heard }: CopiesParts): Copies {
  let waiting: Copy[] = []
  const moved = new Map<string, ControlEvent>()
  let timer: NodeJS.Timeout | undefined

  function handOn(): void {
    const copies = waiting
    waiting = []
    for (const copy of copies) one(copy)
  }

  function one(copy: Copy): void {
    const { device, message, atMs } = copy
    const bytes = [...copy.bytes]
    const author = authorOf(device)
    journal.write({ type: 'midi', atMs, device, bytes, author })
    if (isNoteOn(message)) recent.noteOn(atMs)
    else if (isNoteOff(message)) recent.noteOff(atMs)
    herald.event('midi', { atMs, device, bytes, says: describeMidi(message) }, { device })
    if (message.type === 'control-change') turn(copy, message.controller, message.value)
    heard(copy, author)
  }

  /** The latest value wins: what a knob passed through on the way is nobody's concern on the bus. */
  function turn({ device, atMs }: Copy, controller: number, raw: number): void {
    const control = `cc-${controller}`
    moved.set(`${device} ${control}`, {
      device,
      control,
      kind: 'continuous',
      value: raw / 127,
      raw,
      atMs,
    })
    if (!timer) timer = setTimeout(tellMoved, controlEveryMs)
  }

  function tellMoved(): void {
    timer = undefined
    for (const event of moved.values())
      herald.event('control', event, { device: event.device, control: event.control })
    moved.clear()
  }

  return {
    take(copy) {
      if (waiting.length === 0) setImmediate(handOn)
      waiting.push(copy)
    },
  }
}
