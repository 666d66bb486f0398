import { type ReadonlySignal, signal } from '@preact/signals'
import type { Problem } from '../api.ts'

/** One line the page says for a while: what happened, and one thing to do about it. */
export type Notice = {
  readonly n: number
  readonly text: string
  readonly problem?: Problem
  readonly action?: { readonly label: string; readonly do: () => void }
}

export type Notices = {
  readonly list: ReadonlySignal<readonly Notice[]>
  /** Says something for `forMs` (8 s); the returned function takes it back. */
  say(notice: Omit<Notice, 'n'>, forMs?: number): () => void
  close(n: number): void
}

/** At most three at a time: the oldest makes room. */
const most = 3

export function openNotices(): Notices {
  const list = signal<readonly Notice[]>([])
  let names = 0
  const close = (n: number): void => {
    list.value = list.value.filter((notice) => notice.n !== n)
  }
  return {
    list,
    say(notice, forMs = 8000) {
      const n = ++names
      list.value = [...list.value, { ...notice, n }].slice(-most)
      // What failed stays until it is closed: nobody reads a fix in eight seconds.
      if (!notice.problem) setTimeout(() => close(n), forMs)
      return () => close(n)
    },
    close,
  }
}
