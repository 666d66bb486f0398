import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import type { Hop, PtyAsk, PtyTold, Wire } from '#simulators/pty/pty-process.ts'

/** A pseudo-terminal in another process; `path` is what the code under test opens as a port. */
export type Pty = {
  readonly path: string
  write(bytes: readonly number[], wire?: Wire): Promise<void>
  /** Everything the code under test wrote so far. */
  heard(): readonly number[]
  /** The same, with the moment at which each byte was read, on CLOCK_MONOTONIC. */
  heardAt(): readonly { readonly byte: number; readonly atMs: number }[]
  /** Waits until what was heard satisfies `enough`. */
  hears(enough: (bytes: readonly number[]) => boolean): Promise<readonly number[]>
  forget(): void
  unplug(): Promise<void>
  /** Takes the name it was opened by away without hanging up. */
  vanish(): Promise<void>
  /** A new terminal under the same name, or another one, which is its `path` from then on. */
  replug(elsewhere?: string): Promise<void>
}

export type PtyKit = AsyncDisposable & {
  readonly pid: number
  open(link?: string): Promise<Pty>
  measure(hop: Omit<Hop, 'from' | 'to'> & { from: Pty; to: Pty }): Promise<{
    readonly hopsMs: readonly number[]
    readonly lost: number
  }>
}

const program = new URL('../../simulators/pty/pty-process.ts', import.meta.url)

/** @example await using ptys = await openPtys(); const keys = await ptys.open() */
export async function openPtys(): Promise<PtyKit> {
  const child = fork(program, { serialization: 'advanced', execArgv: ['--no-warnings'] })
  const told = new EventEmitter()
  told.setMaxListeners(0)
  const names = new Map<Pty, string>()
  child.on('message', (word: PtyTold) => {
    if (word.told === 'failed') told.emit('error', new Error(word.why))
    else told.emit('port' in word ? `${word.told} ${word.port}` : word.told, word)
  })
  await once(child, 'spawn')

  async function ask<T extends PtyTold>(word: PtyAsk, answer: string): Promise<T> {
    const answered = once(told, answer)
    child.send(word)
    return (await answered)[0] as T
  }

  async function open(link?: string): Promise<Pty> {
    const port = `port-${names.size}`
    let bytes: number[] = []
    let times: number[] = []
    told.on(`heard ${port}`, (word: Extract<PtyTold, { told: 'heard' }>) => {
      bytes.push(...word.bytes)
      times.push(...word.bytes.map(() => word.atMs))
      told.emit(`grown ${port}`)
    })
    let path = ''
    let name = link
    async function plug(): Promise<void> {
      const opening: PtyAsk = { do: 'open', port, ...(name !== undefined && { link: name }) }
      path = (await ask<Extract<PtyTold, { told: 'opened' }>>(opening, `opened ${port}`)).path
    }
    await plug()
    const pty: Pty = {
      get path() {
        return path
      },
      write: async (out, wire = {}) => {
        await ask({ do: 'write', port, bytes: out, ...wire }, `written ${port}`)
      },
      heard: () => bytes,
      heardAt: () => bytes.map((byte, i) => ({ byte, atMs: times[i]! })),
      hears: async (enough) => {
        while (!enough(bytes)) await once(told, `grown ${port}`)
        return bytes
      },
      forget: () => {
        bytes = []
        times = []
      },
      unplug: async () => {
        await ask({ do: 'unplug', port }, `unplugged ${port}`)
      },
      vanish: async () => {
        await ask({ do: 'vanish', port }, `vanished ${port}`)
      },
      replug: (elsewhere) => {
        name = elsewhere ?? name
        return plug()
      },
    }
    names.set(pty, port)
    return pty
  }

  return {
    pid: child.pid!,
    open,
    measure: ({ from, to, ...hop }) =>
      ask<Extract<PtyTold, { told: 'measured' }>>(
        { do: 'measure', from: names.get(from)!, to: names.get(to)!, ...hop },
        'measured',
      ),
    async [Symbol.asyncDispose]() {
      await stop(child)
    },
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
