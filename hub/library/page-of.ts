import { HubError } from '#core/errors.ts'

/** Part of a long list, newest first; `cursor` asks for what follows. */
export type Page<T> = { readonly page: readonly T[]; readonly cursor?: string }

type Placed = { readonly id: string; readonly createdAt: string }

/** Cuts what was found, one more than `limit`, into a page that says where the next one starts. */
export function pageOf<T extends Placed>(found: readonly T[], limit: number): Page<T> {
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return found.length > limit && last ? { page, cursor: cursorAt(last) } : { page }
}

const cursorAt = ({ createdAt, id }: Placed): string =>
  Buffer.from(`${createdAt}~${id}`).toString('base64url')

/** The place a cursor stands for. Throws HubError 'bad-request'. */
export function placeOf(cursor: string): Placed {
  const [createdAt, id] = Buffer.from(cursor, 'base64url').toString('utf8').split('~')
  if (createdAt && id) return { createdAt, id }
  throw new HubError('bad-request', 'this cursor is none of ours', {
    hint: 'Pass on the cursor of the page before, unchanged, or leave it out.',
  })
}
