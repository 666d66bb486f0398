import type { Clock } from '#core/clock.ts'
import { describeMidi, isNoteOff, isNoteOn } from '#core/midi/codec.ts'
import type { Author } from '#core/score/author.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { outgoingQueue } from '#firmware-bridge/outgoing-queue.ts'
import type { Herald } from './herald.ts'
import type { Journal } from './journal/journal.ts'
import type { RecentPlaying } from './recent.ts'
import type { Copy } from './router.ts'

/** What was played, on its way to the journal, the bus and the accompanist; the router never waits for it. */
export type Copies = {
  take(copy: Copy): void
  /** A knob, pad or sensor moved; `midi` where its messages are copied as well. */
  moved(event: ControlEvent, midi: boolean): void
  /** Says and writes what still waits. */
  flush(): void
}

export type CopiesParts = {
  readonly journal: Pick<Journal, 'write'>
  readonly herald: Pick<Herald, 'event' | 'passed'>
  readonly clock: Clock
  readonly recent: RecentPlaying
  readonly authorOf: (device: string) => Author
  /** A note of a player's hand, for the accompanist. */
  readonly heard: (copy: Copy, author: Author) => void
}

type Signed<T> = T & { readonly author: Author }

type Waiting = {
  readonly control: string
  readonly kind: ControlEvent['kind']
  readonly value: number
  readonly event: ControlEvent
}

/** Handed to the bus and not yet gone. */
const mostFlying = 64
/** Screens and programs need no more than 50 values a second of a knob. */
const sayEveryMs = 20
/** A sensor moves all day: ten values a second tell how, and its last one always stands. */
const writeEveryMs = 100

/** Hands copies on in the next turn of the loop, so that a message is at its outputs before anything else is done. */
export function openCopies(parts: CopiesParts): Copies {
  const { journal, herald, clock, recent, authorOf, heard } = parts
  let waiting: Signed<Copy>[] = []
  const queue = outgoingQueue<Waiting>({ clock })
  let flying = 0
  const said = latest<ControlEvent>(sayEveryMs, say)
  const written = latest<Signed<ControlEvent>>(writeEveryMs, write)

  /** Signed at its birth: its device may be out of the rig when it is written. */
  const signed = <T extends { readonly device: string }>(one: T): Signed<T> => ({
    ...one,
    author: authorOf(one.device),
  })

  function handOn(): void {
    const copies = waiting
    waiting = []
    for (const copy of copies) one(copy)
  }

  function one(copy: Signed<Copy>): void {
    const { device, message, atMs, author } = copy
    const bytes = [...copy.bytes]
    journal.write({ type: 'midi', atMs, device, bytes, author })
    if (isNoteOn(message)) recent.noteOn(atMs)
    else if (isNoteOff(message)) recent.noteOff(atMs)
    herald.event('midi', { atMs, device, bytes, says: describeMidi(message) }, { device })
    heard(copy, author)
  }

  function say(event: ControlEvent): void {
    const { device, control, kind, value } = event
    queue.put({ control: `${device} ${control}`, kind, value, event })
    pour()
  }

  /** No further ahead of a bus that hangs than it will catch up with. */
  function pour(): void {
    while (flying < mostFlying) {
      const event = queue.take()?.event
      if (!event) return
      flying += 1
      const words = { device: event.device, control: event.control }
      void herald.passed('control', event, words).finally(() => {
        flying -= 1
        pour()
      })
    }
  }

  function write({ atMs, device, control, value, raw, author }: Signed<ControlEvent>): void {
    journal.write({ type: 'control', atMs, device, control, value, raw, author })
  }

  return {
    take(copy) {
      if (waiting.length === 0) setImmediate(handOn)
      waiting.push(signed(copy))
    },
    moved(event, midi) {
      if (event.kind === 'continuous') {
        said.put(event)
        if (!midi) written.put(signed(event))
        return
      }
      say(event)
      if (!midi) write(signed(event))
    },
    flush() {
      handOn()
      said.flush()
      written.flush()
    },
  }
}

/** The latest value of each control, every so often: what it passed through on the way is nobody's concern. */
function latest<E extends ControlEvent>(everyMs: number, hand: (event: E) => void) {
  const moved = new Map<string, E>()
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    for (const event of moved.values()) hand(event)
    moved.clear()
  }

  return {
    put(event: E) {
      moved.set(`${event.device} ${event.control}`, event)
      timer ??= setTimeout(flush, everyMs)
    },
    flush,
  }
}
