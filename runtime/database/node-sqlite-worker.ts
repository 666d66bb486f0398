import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Row, SqlValue } from './driver.ts'

/** What the database thread is asked. */
export type Request = { readonly n: number } & (
  | { readonly do: 'exec'; readonly sql: string }
  | { readonly do: 'all' | 'run'; readonly sql: string; readonly params: readonly SqlValue[] }
  | { readonly do: 'close' }
)
/** `n: 0` is the opening itself. */
export type Response = { readonly n: number } & (
  | {
      readonly ok: true
      readonly rows?: readonly Row[]
      readonly changes?: number
      readonly lastId?: number
    }
  | { readonly ok: false; readonly message: string; readonly result: number }
)

/** Enough for every statement of a library; the oldest goes first. */
const statementsKept = 200

function serve(port: NonNullable<typeof parentPort>, file: string): void {
  let database: DatabaseSync | undefined
  const statements = new Map<string, StatementSync>()

  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known) return known
    if (statements.size >= statementsKept) statements.delete(statements.keys().next().value!)
    const prepared = database!.prepare(sql)
    statements.set(sql, prepared)
    return prepared
  }

  const perform = (request: Request): Omit<Response & { ok: true }, 'n' | 'ok'> => {
    switch (request.do) {
      case 'exec':
        database!.exec(request.sql)
        return {}
      case 'all':
        return { rows: statement(request.sql).all(...request.params) as readonly Row[] }
      case 'run': {
        const { changes, lastInsertRowid } = statement(request.sql).run(...request.params)
        return { changes: Number(changes), lastId: Number(lastInsertRowid) }
      }
      case 'close':
        database!.close()
        return {}
    }
  }

  const answer = (n: number, work: () => Omit<Response & { ok: true }, 'n' | 'ok'>): void => {
    try {
      port.postMessage({ n, ok: true, ...work() } satisfies Response)
    } catch (error) {
      port.postMessage({ n, ok: false, ...reason(error) } satisfies Response)
    }
  }

  answer(0, () => {
    database = new DatabaseSync(file)
    return {}
  })
  port.on('message', (request: Request) => answer(request.n, () => perform(request)))
}

function reason(error: unknown): { message: string; result: number } {
  const result = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
  return { message: error instanceof Error ? error.message : String(error), result }
}

if (parentPort) serve(parentPort, workerData.file)
