import type { Meter } from '#core/music/meter.ts'
import type { Piece } from '#core/score/piece.ts'
import type { Role } from './live/frames.ts'

/** What went wrong, as the hub says it (application/problem+json). */
export type Problem = {
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly fix?: string
  readonly traceId?: string
}

/** An answer of the hub: a refusal is a value, and the page says it. */
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem }

/** A piece as it stands in the list. */
export type PieceLine = {
  readonly id: string
  readonly title: string
  readonly createdAt: string
  readonly tags: readonly string[]
  /** As people say it: 'D minor'. */
  readonly key: string
  readonly bpm: number
  readonly meter: string
  readonly seconds: number
  readonly prompt?: string
  readonly humanShare: { readonly notes: number }
}

export type TakeLine = {
  readonly id: string
  readonly title: string
  readonly createdAt: string
  readonly lengthMs: number
  readonly notes: number
}

/** Part of a long list, newest first; `cursor` asks for what follows. */
export type ListOf<T> = { readonly entries: readonly T[]; readonly cursor?: string }
export type Me = { readonly role: Role; readonly name: string }
export type Search = { readonly text: string; readonly tag: string | undefined }

/** Which part of a long list. */
export type Page = { readonly cursor?: string | undefined; readonly limit?: number }

export type Api = ReturnType<typeof openApi>

/** The hub's API, /api/v1, in the words of the page. */
export function openApi({ fetch }: { readonly fetch: typeof globalThis.fetch }) {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<Answered<T>> => {
    try {
      const reply = await fetch(`/api/v1${path}`, {
        method,
        headers: { accept: 'application/json', ...(body !== undefined && jsonHeaders) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      if (!reply.ok) return { ok: false, problem: await problemOf(reply) }
      const text = await reply.text()
      return { ok: true, value: (text === '' ? {} : JSON.parse(text)) as T }
    } catch (cause) {
      return { ok: false, problem: { status: 0, title: '', detail: String(cause) } }
    }
  }
  const list = async <T>(noun: 'pieces' | 'takes', words: Words): Promise<Answered<ListOf<T>>> => {
    const answered = await ask<Record<string, readonly T[]> & { cursor?: string }>(
      'GET',
      `/${noun}${query(words)}`,
    )
    if (!answered.ok) return answered
    const { cursor } = answered.value
    const entries = answered.value[noun] ?? []
    return { ok: true, value: { entries, ...(cursor !== undefined && { cursor }) } }
  }
  const piecePath = (id: string): string => `/pieces/${encodeURIComponent(id)}`

  return {
    /** For a screen that brings words of its own; the path is below /api/v1. */
    ask,
    health: () => ask<{ readonly claimed: boolean }>('GET', '/health'),
    me: () => ask<Me>('GET', '/session'),
    claim: (code: string, name: string) => ask<Me>('POST', '/claim', { code, name }),
    enter: (invite: string, name: string) => ask<Me>('POST', '/sessions', { invite, name }),

    transport: (wish: {
      playing?: boolean
      piece?: string
      bpm?: number
      meter?: Meter
      answering?: boolean
    }) => ask<unknown>('PUT', '/transport', wish),
    panic: () => ask<unknown>('POST', '/panic'),
    keep: () => ask<{ take: string; lengthMs: number; notes: number }>('POST', '/takes', {}),

    generate: (prompt: string) => ask<PieceLine>('POST', '/generate', { prompt }),
    piece: (id: string) => ask<Piece>('GET', piecePath(id)),
    pieces: ({ text, tag }: Search, { cursor, limit }: Page = {}) =>
      list<PieceLine>('pieces', { text, tag, cursor, limit }),
    changePiece: (id: string, change: { title?: string; tags?: readonly string[] }) =>
      ask<PieceLine>('PATCH', piecePath(id), change),
    removePiece: (id: string) => ask<unknown>('DELETE', piecePath(id)),
    restorePiece: (id: string) => ask<PieceLine>('POST', `${piecePath(id)}/restore`),
    takes: (text: string, { cursor, limit }: Page = {}) =>
      list<TakeLine>('takes', { text, cursor, limit }),
  }
}

/** Where the sound of a piece is heard. */
export const pieceSound = (id: string): string =>
  `/api/v1/pieces/${encodeURIComponent(id)}/piece.wav`
/** Where a file is downloaded, under a name made from the title. */
export const pieceFile = (id: string, kind: 'mid' | 'wav'): string =>
  `/api/v1/pieces/${encodeURIComponent(id)}/piece.${kind}?download`
export const takeFile = (id: string): string =>
  `/api/v1/takes/${encodeURIComponent(id)}/take.mid?download`

const jsonHeaders = { 'content-type': 'application/json' }

type Words = Readonly<Record<string, string | number | undefined>>

function query(words: Words): string {
  const said = Object.entries(words).flatMap(([name, word]) => (word ? [[name, `${word}`]] : []))
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`
}

async function problemOf(reply: Response): Promise<Problem> {
  const said = (await reply.json().catch(() => ({}))) as Partial<Problem>
  return {
    status: reply.status,
    title: said.title ?? reply.statusText,
    ...(said.detail && { detail: said.detail }),
    ...(said.fix && { fix: said.fix }),
    ...(said.traceId && { traceId: said.traceId }),
  }
}
