import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { openTempFolder } from './temp.ts'

/** One of Debian's command line clients, with what it printed line by line. */
export type MosquittoClient = AsyncDisposable & {
  readonly process: ChildProcess
  /** The next line that fits, also one from before; fails after 4 s or when the client ends without it. */
  line(fits?: RegExp): Promise<string>
  /** Lines that nobody took. */
  readonly lines: string[]
  /** Its exit code. */
  readonly ended: Promise<number | null>
  readonly errors: () => string
}

const withinMs = 4000

/** @example runMosquitto('mosquitto_sub', ['-p', '1883', '-t', 'rigsong/+/event/#']) */
export function runMosquitto(
  program: 'mosquitto_sub' | 'mosquitto_pub',
  args: readonly string[],
): MosquittoClient {
  // Into a pipe they would print what they heard only when they end.
  const byLine = ['-oL', program, ...args]
  const child = spawn('stdbuf', byLine, { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const wanted: { fits: RegExp; take: (line: string) => void }[] = []
  let errors = ''
  child.stderr.on('data', (bytes) => {
    errors += bytes
  })
  const reader = createInterface(child.stdout).on('line', (line) => {
    const at = wanted.findIndex(({ fits }) => fits.test(line))
    if (at < 0) lines.push(line)
    else wanted.splice(at, 1)[0]!.take(line)
  })
  const readAll = once(reader, 'close')
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    process: child,
    lines,
    ended,
    errors: () => errors,
    async line(fits = /./) {
      const at = lines.findIndex((line) => fits.test(line))
      if (at >= 0) return lines.splice(at, 1)[0]!
      const coming = new Promise<string>((take) => wanted.push({ fits, take }))
      const deadline = AbortSignal.timeout(withinMs)
      const late = once(deadline, 'abort').then(() => `no line like ${fits} in time`)
      const over = readAll.then(() => `${program} ended without a line like ${fits}: ${errors}`)
      const lost = Promise.race([late, over]).then((why) => Promise.reject(new Error(why)))
      return Promise.race([coming, lost])
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Debian's broker on a free port of loopback, with these lines in its configuration. */
export async function openMosquitto(
  settings: readonly string[] = [],
  acl?: string,
): Promise<AsyncDisposable & { readonly port: number; readonly pid: number }> {
  const folder = await openTempFolder()
  const port = await freePort()
  const aclFile = join(folder.path, 'acl')
  const config = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'persistence false',
    // Started by root it would become a user that cannot read our files.
    `user ${userInfo().username}`,
    ...settings,
    ...(acl === undefined ? [] : [`acl_file ${aclFile}`]),
  ]
  if (acl !== undefined) await writeFile(aclFile, acl, { mode: 0o600 })
  await writeFile(join(folder.path, 'conf'), `${config.join('\n')}\n`)
  const child = spawn('mosquitto', ['-c', join(folder.path, 'conf')], { stdio: 'ignore' })
  const closed = once(child, 'close')
  await answers(port)
  return {
    port,
    pid: child.pid!,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await closed
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function answers(port: number): Promise<void> {
  const deadline = AbortSignal.timeout(withinMs)
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const up = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (up) return
    deadline.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
