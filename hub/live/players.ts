import { createHash } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { hashText } from '#core/random.ts'
import { v } from '#core/schema.ts'
import type { AccompanistSnapshot } from '#hub/engine/live/accompanist.ts'
import { mostPlayers } from '#hub/engine/live/live-engine.ts'
import { readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import type { Engine } from './engine.ts'

/** What the accompanist knows of each player, in files of the data folder. */
export type Players = AsyncDisposable & {
  /** Reads what is known of a player, once; resolves when the engine has it. */
  welcome(player: string): Promise<void>
  /** Something was learned from a player: it is written soon. */
  learned(player: string): void
  /** What could not be read. */
  notes(): readonly string[]
}

const Whole = v.pipe(v.number(), v.integer())
/** A file of a player: what `AccompanistSnapshot` says, and whose it is. */
const Memory = v.object({
  version: v.literal(2),
  player: v.string(),
  heard: v.pipe(Whole, v.minValue(0)),
  phrases: v.pipe(
    v.array(v.pipe(v.array(v.pipe(Whole, v.minValue(-128), v.maxValue(255))), v.maxLength(16_384))),
    v.maxLength(2048),
  ),
  groove: v.pipe(v.array(v.pipe(v.number(), v.finite())), v.maxLength(80)),
})

/** Written at most this often: a crash costs a few phrases of learning, and no note. */
const writeAfterMs = 5000
const endWithinMs = 1000

export function openPlayers({
  dataDir,
  engine,
  log,
}: {
  dataDir: string
  engine: Pick<Engine, 'tell' | 'snapshot'>
  log: Log
}): Players {
  const folder = join(dataDir, 'live', 'players')
  const welcomed = new Map<string, Promise<void>>()
  const dirty = new Set<string>()
  const notes: string[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  async function load(player: string): Promise<void> {
    const file = join(folder, fileOf(player))
    const former = join(folder, formerFileOf(player))
    const snapshot = await takeOver(former, player, file)
      .then(() => read(file, player))
      .catch(async (cause: unknown) => {
        await setAside(file, player, cause)
        return undefined
      })
    if (snapshot) engine.tell({ news: 'restore', player, snapshot })
  }

  /** Kept for whoever can read it; the player begins anew. */
  async function setAside(file: string, player: string, cause: unknown): Promise<void> {
    log.warn('memory of a player not read', { player, cause })
    notes.push(
      `What the accompanist knew of ${player} cannot be read; it begins anew, and the file is kept as ${fileOf(player)}.broken.`,
    )
    await rename(file, `${file}.broken`).catch((why: unknown) =>
      log.warn('broken memory not set aside', { player, cause: why }),
    )
  }

  async function write(player: string): Promise<void> {
    const snapshot = await engine.snapshot(player)
    if (!snapshot) return
    const memory = { player, ...snapshot }
    await writeAtomic(join(folder, fileOf(player)), JSON.stringify(memory))
  }

  function writeAll(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const due = [...dirty]
    dirty.clear()
    writing = writing.then(async () => {
      for (const player of due)
        await write(player).catch((cause: unknown) => {
          log.warn('memory of a player not written', { player, cause })
          // With the next phrase, or at the end, there may be room.
          dirty.add(player)
        })
    })
    return writing
  }

  return {
    welcome(player) {
      const known = welcomed.get(player) ?? load(player)
      welcomed.delete(player)
      welcomed.set(player, known)
      // The engine has forgotten who was away longest as well: their file is read again.
      const [longestAway] = welcomed.keys()
      if (welcomed.size > mostPlayers && longestAway !== undefined) welcomed.delete(longestAway)
      return known
    },
    learned(player) {
      dirty.add(player)
      timer ??= setTimeout(() => void writeAll(), writeAfterMs)
    },
    notes: () => notes,
    async [Symbol.asyncDispose]() {
      // An engine that hangs must not hold the end of the process.
      const { promise: waited, resolve } = Promise.withResolvers<void>()
      const last = setTimeout(resolve, endWithinMs)
      await Promise.race([writeAll(), waited])
      clearTimeout(last)
    },
  }
}

async function read(file: string, player: string): Promise<AccompanistSnapshot | undefined> {
  const bytes = await readIfThere(file)
  if (!bytes) return undefined
  const { player: whose, ...snapshot } = v.parse(
    Memory,
    JSON.parse(new TextDecoder().decode(bytes)),
  )
  if (whose !== player) throw new Error(`it is the memory of ${whose}`)
  return snapshot
}

/** Makes what a player had under the former name theirs; what could not be read is theirs to be told of. */
async function takeOver(former: string, player: string, file: string): Promise<void> {
  const bytes = (await readIfThere(file)) ? undefined : await readIfThere(former)
  if (bytes && [player, undefined].includes(whoseIs(bytes))) await rename(former, file)
}

function whoseIs(bytes: Uint8Array): string | undefined {
  try {
    return v.parse(Memory, JSON.parse(new TextDecoder().decode(bytes))).player
  } catch {
    return undefined
  }
}

/** 'ada.json'; a name that is no plain file name is told apart by a number that no other has. */
function fileOf(player: string): string {
  // Two names that are no valid Unicode would be the same in UTF-8.
  const number = createHash('sha256').update(player, 'utf16le').digest('hex')
  return fileNumbered(player, number)
}

/** The file of earlier versions: by 32 bits, so that two names could meet in one. */
const formerFileOf = (player: string): string => fileNumbered(player, hashText(player).toString(16))

function fileNumbered(player: string, number: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(player)) return `${player}.json`
  const plain = player.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return `${plain.slice(0, 40)}.${number}.json`
}
