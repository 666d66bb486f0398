import type { IncomingHttpHeaders } from 'node:http'
import { Readable } from 'node:stream'
import { HubError } from '#core/errors.ts'
import { problemOf } from './problem.ts'
import { namesTag, rangeIn } from './ranges.ts'
import type { FileReply } from './route.ts'

export type FileAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number>>
  readonly body?: Buffer | Readable
}

/** A file as the asker wants it: whole, a stretch of it, or nothing where the asker has it already. */
export function fileAnswer(
  file: FileReply,
  { range: wanted, 'if-none-match': known, 'if-range': ifRange }: IncomingHttpHeaders,
  traceId: string,
): FileAnswer {
  const tag = `"${file.hash}"`
  const headers = { etag: tag, 'accept-ranges': 'bytes', 'cache-control': 'private, no-cache' }
  if (namesTag(known, tag)) return { status: 304, headers }
  const changed = typeof ifRange === 'string' && !namesTag(ifRange, tag)
  const range = changed ? undefined : rangeIn(wanted, file.size)
  if (range === 'none') return noSuchRange(file, traceId)
  const bytes = file.read(range)
  return {
    status: range ? 206 : 200,
    headers: {
      ...headers,
      'content-type': file.type,
      'content-length': range ? range.end - range.start + 1 : file.size,
      ...(file.name !== undefined && {
        'content-disposition': `attachment; filename="${file.name}"`,
      }),
      ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${file.size}` }),
    },
    body: bytes instanceof Readable ? bytes : Buffer.from(bytes),
  }
}

function noSuchRange({ size }: FileReply, traceId: string): FileAnswer {
  const refusal = new HubError('limit-exceeded', `there are only ${size} bytes`, {
    hint: 'Ask for bytes inside of that, or for the whole file.',
  })
  return {
    status: 416,
    headers: { 'content-range': `bytes */${size}`, 'content-type': 'application/problem+json' },
    body: Buffer.from(JSON.stringify({ ...problemOf(refusal, traceId), status: 416 })),
  }
}
