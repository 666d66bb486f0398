import type { Author } from '#core/score/author.ts'
import type { OutputClock, Owner } from '#hub/clock/clock.ts'

/** What comes next; undefined for one that rests until it is woken. */
export type Pull = (nowMs: number) => readonly TimedMessage[] | undefined

/** A message at its moment, and who plays it. */
export type TimedMessage = {
  readonly atMs: number
  readonly bytes: Uint8Array
  readonly author: Author | undefined
}

/** What is played as long as somebody hands it on. */
export type Stream = {
  /** There is something to play again. */
  wake(): void
  /** Nothing of what was handed over sounds after this moment; what sounds then is released. */
  cut(atMs?: number): void
}

/** What is known of a note while it sounds. */
export type Heard = {
  readonly device: string
  /** Who plays the event of this tag; undefined for what is no note. */
  readonly authorOf: (tag: number) => Author | undefined
  /** Who struck what sounds, by channel and pitch. */
  readonly down: Map<number, Author>
}

/** The clock worker tells what it did a moment later. */
export const lingerMs = 200
const mostTags = 1_000_000
const mostAuthors = 2000

export type Streaming = Heard & {
  feed(nowMs: number): void
  /** What waits is not played, and nothing sounds after `endMs`. */
  forget(endMs: number): void
  wake(): void
  /** Whether it plays, or may still hear what sounded of it. */
  awake(nowMs: number): boolean
}

/** The events of a stream on their way; tags count them, so that what sounded finds its author. */
export function streaming({
  owner,
  device,
  pull,
  output,
  outputs,
}: {
  owner: Owner
  device: string
  pull: Pull
  output: OutputClock
  outputs: () => number
}): Streaming {
  const authors = new Map<number, Author>()
  let waiting: readonly TimedMessage[] = []
  let lastTag = 0
  let resting = true
  let endsMs = Number.NEGATIVE_INFINITY

  /** What was called off never sounds, and nobody asks for its author. */
  function forgetOld(): void {
    for (const tag of authors.keys()) {
      if (authors.size <= mostAuthors) return
      authors.delete(tag)
    }
  }

  return {
    device,
    down: new Map(),
    authorOf(tag) {
      const author = authors.get(tag)
      authors.delete(tag)
      return author
    },
    feed(nowMs) {
      if (resting) return
      const next = pull(nowMs)
      if (!next) {
        resting = true
        endsMs = Math.max(endsMs, nowMs)
        return
      }
      waiting = [...waiting, ...next]
      const to = outputs()
      const full = waiting.findIndex(({ atMs, bytes, author }) => {
        const tag = (lastTag % mostTags) + 1
        if (!output.at(to, owner, tag, atMs, bytes)) return true
        lastTag = tag
        if (author) authors.set(tag, author)
        return false
      })
      // A ring that is full for the moment takes the rest at the next turn.
      waiting = full < 0 ? [] : waiting.slice(full)
      forgetOld()
    },
    wake() {
      resting = false
    },
    awake: (nowMs) => !resting || nowMs < endsMs + lingerMs,
    forget(endMs) {
      waiting = []
      endsMs = Math.max(endsMs, endMs)
    },
  }
}
