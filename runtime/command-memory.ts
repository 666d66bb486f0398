import { appendFile } from 'node:fs/promises'
import type { Clock } from '#core/clock.ts'
import { v } from '#core/schema.ts'
import { systemClock } from '#runtime/clock.ts'
import { fileError, readIfThere, writeAtomic } from '#runtime/files.ts'

/** The answer to a command as it goes over the bus: `{ id, ok, … }`. */
export type Reply = { readonly id: string; readonly ok: boolean }

/** Which commands were taken on in the last 10 minutes, and what came of them. */
export type CommandMemory = {
  /** 'begun' where a command was taken on and its answer never came to be, such as before a crash. */
  recall(key: string): Reply | 'begun' | undefined
  /** Takes a command on. Resolves when that survives a kill. */
  begin(key: string): Promise<void>
  finish(key: string, reply: Reply): Promise<void>
}

const keptMs = 10 * 60_000
/** More than a player can press in 10 minutes; a flood forgets its own oldest first. */
const keptAtMost = 20_000
/** The file is written anew when it has grown by this many lines. */
const linesBeforeCompacting = 50_000

const Line = v.object({
  at: v.number(),
  key: v.string(),
  reply: v.exactOptional(v.looseObject({ id: v.string(), ok: v.boolean() })),
})
type Line = v.InferOutput<typeof Line>

/** A memory that ends with the process: for those who only ask. */
export function commandMemory(clock: Clock = systemClock): CommandMemory {
  const lines = recentLines(clock)
  return {
    recall: lines.recall,
    begin: async (key) => void lines.note(key),
    finish: async (key, reply) => void lines.note(key, reply),
  }
}

/**
 * The memory of an owner of commands, in a file of JSON lines that outlives the process. Lines torn
 * by a kill are passed over.
 */
export async function openCommandMemory(
  file: string,
  clock: Clock = systemClock,
): Promise<CommandMemory & AsyncDisposable> {
  const lines = recentLines(clock)
  const bytes = await readIfThere(file)
  for (const line of parseLines(bytes)) lines.restore(line)
  await writeAtomic(file, lines.text())

  let written = 0
  let last: Promise<void> = Promise.resolve()
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
  const append = (line: Line): Promise<void> =>
    inOrder(async () => {
      if (++written > linesBeforeCompacting) {
        written = 0
        return writeAtomic(file, lines.text())
      }
      try {
        await appendFile(file, `${JSON.stringify(line)}\n`)
      } catch (cause) {
        throw fileError(cause, file)
      }
    })

  return {
    recall: lines.recall,
    begin: (key) => append(lines.note(key)),
    finish: (key, reply) => append(lines.note(key, reply)),
    [Symbol.asyncDispose]: () => last,
  }
}

function recentLines(clock: Clock) {
  // Oldest first: a Map keeps the order of insertion. The wall clock counts, because the monotonic
  // one begins anew with the machine.
  const lines = new Map<string, Line>()
  const now = (): number => Date.parse(clock.date())
  const forget = (): void => {
    for (const [key, { at }] of lines) {
      if (lines.size <= keptAtMost && now() - at < keptMs) return
      lines.delete(key)
    }
  }
  const restore = (line: Line): void => {
    lines.delete(line.key)
    lines.set(line.key, line)
    forget()
  }
  return {
    restore,
    note(key: string, reply?: Reply): Line {
      const line = { at: now(), key, ...(reply && { reply: { ...reply } }) }
      restore(line)
      return line
    },
    recall(key: string): Reply | 'begun' | undefined {
      forget()
      const line = lines.get(key)
      return line && (line.reply ?? 'begun')
    },
    text: () => [...lines.values()].map((line) => `${JSON.stringify(line)}\n`).join(''),
  }
}

function parseLines(bytes: Uint8Array | undefined): readonly Line[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((text) => {
      try {
        const found = v.safeParse(Line, JSON.parse(text))
        return found.success ? [found.output] : []
      } catch {
        return []
      }
    })
}
