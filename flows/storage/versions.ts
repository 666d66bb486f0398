import { createHash } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { HubError } from '#core/errors.ts'
import { v } from '#core/schema.ts'
import { fileError, readIfThere, writeAtomic } from '#runtime/files.ts'
import type { Log } from '#runtime/log.ts'
import { FlowNode } from '../node.ts'

/** Shipped flows by name, as we last installed them. */
export const Installed = v.record(v.string(), v.pipe(v.array(FlowNode), v.readonly()))

/** Everything that belongs together, and so stands in one file: written whole, or not at all. */
const Kept = v.object({
  flows: v.pipe(v.array(FlowNode), v.readonly()),
  /** Sealed, as Node-RED seals them. */
  credentials: v.record(v.string(), v.unknown()),
  /** Edits are told from it. */
  installed: Installed,
})
export type Kept = Readonly<v.InferOutput<typeof Kept>>

/** Why a version came to be. */
export const reasons = ['deployed', 'scene', 'restored', 'imported', 'shipped', 'added'] as const
export type Reason = (typeof reasons)[number]

const VersionFile = v.object({
  format: v.literal('rigsong-flows-version'),
  at: v.string(),
  why: v.picklist(reasons),
  sha256: v.string(),
  kept: Kept,
})

/** A version as it is listed. */
export type VersionLine = {
  readonly version: number
  readonly at: string
  readonly nodes: number
  readonly why: Reason
}
export type Version = VersionLine & { readonly kept: Kept }

export type Versions = {
  /** The newest; undefined in a new hub. */
  current(): Version | undefined
  /** Newest first. */
  list(): readonly VersionLine[]
  /** Throws HubError 'not-found'. */
  kept(version: number): Promise<Kept>
  /** Makes one of what is kept now. Resolves when it cannot be lost any more; throws HubError 'disk-full' and what was there stays. */
  save(change: (now: Kept) => Kept, why: Reason): Promise<Version>
  /** What was found damaged and what was done about it, in words. */
  notes(): readonly string[]
}

export type VersionsParts = {
  readonly folder: string
  /** The wall clock, as ISO 8601. */
  readonly date: () => string
  readonly log: Log
}

/** How many versions are kept. */
export const keptVersions = 10

/**
 * The flows of a hub as numbered files, the newest of which holds and stays in memory. A file that is
 * damaged is put aside and the one before it holds.
 */
export async function openVersions({ folder, date, log }: VersionsParts): Promise<Versions> {
  const { good, damaged, next, ...read } = await readAll(folder)
  const notes = damaged.map(
    ({ file }) =>
      `${file} was damaged and is put aside; ${good.length > 0 ? `your flows are as they were ${good.at(-1)!.at}` : 'no older version was there'}.`,
  )
  for (const { file, cause } of damaged) log.error('flows version damaged', { file, cause })
  let versions: readonly VersionLine[] = good
  let { newest } = read
  let number = next
  let last: Promise<unknown> = Promise.resolve()

  const write = async (change: (now: Kept) => Kept, why: Reason): Promise<Version> => {
    const kept = change(newest?.kept ?? nothingKept)
    // Scenes come and go all evening; they must not push out what a person made.
    const over = why === 'scene' && newest?.why === 'scene' ? newest.version : undefined
    const line = { version: over ?? number, at: date(), nodes: kept.flows.length, why }
    const version = { ...line, kept }
    await writeAtomic(join(folder, nameOf(line.version)), textOf(version))
    if (over === undefined) number += 1
    newest = version
    const all = [...versions.filter((one) => one.version !== over), line]
    versions = all.slice(-keptVersions)
    for (const { version: old } of all.slice(0, -keptVersions))
      await rm(join(folder, nameOf(old)), { force: true }).catch((cause) =>
        // It is tried again at the next start.
        log.warn('old flows version stays', { version: old, cause }),
      )
    return version
  }

  return {
    current: () => newest,
    list: () => versions.toReversed(),
    async kept(wanted) {
      if (versions.some(({ version }) => version === wanted)) {
        const bytes = await readIfThere(join(folder, nameOf(wanted)))
        return versionFrom(wanted, bytes).kept
      }
      throw new HubError('not-found', `there is no version ${wanted} of the flows`, {
        hint: `The last ${keptVersions} are kept; look at the list again.`,
      })
    },
    save(change, why) {
      const saved = last.then(() => write(change, why))
      last = saved.catch(() => {})
      return saved
    },
    notes: () => notes,
  }
}

const nameOf = (version: number): string => `${String(version).padStart(6, '0')}.json`
const versionName = /^(\d{6,})\.json(\.damaged)?$/

type Read = {
  readonly good: readonly VersionLine[]
  readonly newest: Version | undefined
  readonly damaged: readonly { readonly file: string; readonly cause: unknown }[]
  readonly next: number
}

async function readAll(folder: string): Promise<Read> {
  const names = await namesIn(folder)
  const good: VersionLine[] = []
  let newest: Version | undefined
  const damaged: { file: string; cause: unknown }[] = []
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const file = join(folder, name)
    try {
      const version = versionFrom(Number.parseInt(name, 10), await readIfThere(file))
      const { kept: _, ...line } = version
      good.push(line)
      if (version.version > (newest?.version ?? -1)) newest = version
    } catch (cause) {
      if (cause instanceof HubError) throw cause
      await rename(file, `${file}.damaged`)
      damaged.push({ file: `${name}.damaged`, cause })
    }
  }
  const next = Math.max(0, ...names.map((name) => Number.parseInt(name, 10))) + 1
  return { good: good.toSorted((a, b) => a.version - b.version), newest, damaged, next }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const names = await readdir(folder)
    // What a kill left of a file that was never whole.
    const halves = names.filter((name) => name.endsWith('.tmp'))
    for (const half of halves) await rm(join(folder, half), { force: true })
    return names.filter((name) => versionName.test(name))
  } catch (cause) {
    throw fileError(cause, folder)
  }
}

const digestOf = (kept: Kept): string =>
  createHash('sha256').update(JSON.stringify(kept)).digest('hex')

function textOf({ at, why, kept }: Version): string {
  const file = { format: 'rigsong-flows-version', at, why, sha256: digestOf(kept), kept }
  // On lines of its own, so that a person can read it and a tool compare it.
  return `${JSON.stringify(file, null, 1)}\n`
}

function versionFrom(version: number, bytes: Uint8Array | undefined): Version {
  const file: unknown = JSON.parse(Buffer.from(bytes ?? []).toString())
  // Handed on as it was read: the revision of flows hangs on the order of their words.
  if (!v.is(VersionFile, file)) throw new Error('it is no version of flows')
  if (digestOf(file.kept) !== file.sha256) throw new Error('its words and its digest differ')
  const { at, why, kept } = file
  return { version, at, nodes: kept.flows.length, why, kept }
}

/** A hub's first version, before there is one. */
export const nothingKept: Kept = { flows: [], credentials: {}, installed: {} }
