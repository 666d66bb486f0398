import { chmod, lstat, mkdir, rm, stat } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { HubError } from '#core/errors.ts'
import { fileError } from '#runtime/files.ts'

/** Where a socket that systemd opened is handed to us. */
const firstHandedFd = 3

export type OpenSocket = AsyncDisposable & { readonly server: Server }

/**
 * Listens for the hub, and nobody else: on the socket systemd opened for this process where there is
 * one, else at the path, 0600 from its first instant. What a killed run left there goes. Throws HubError
 * 'port-busy' where another process answers.
 */
export async function openSocket(
  path: string,
  answer: RequestListener,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OpenSocket> {
  const server = createServer(answer)
  // A WebSocket is none of the server's connections any more, and would keep it from closing.
  const lines = new Set<Socket>()
  server.on('connection', (line) => {
    lines.add(line)
    line.once('close', () => lines.delete(line))
  })
  const handed = env.LISTEN_PID === String(process.pid) && env.LISTEN_FDS === '1'
  if (handed) await listening(server, { fd: firstHandedFd })
  else await listenAt(server, path)
  return {
    server,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const line of lines) line.destroy()
      await closed
    },
  }
}

async function listenAt(server: Server, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await assertOurs(dirname(path))
    if (await answers(path)) {
      throw new HubError('port-busy', `other flows of this data folder run already (${path})`, {
        hint: 'End the other hub, or choose another data folder with RIGSONG_DATA.',
      })
    }
    await rm(path, { force: true })
    const before = process.umask(0o177)
    const listens = listening(server, { path })
    process.umask(before)
    await listens
    await chmod(path, 0o600)
  } catch (cause) {
    throw fileError(cause, path)
  }
}

/** Who could put another socket in its place would be taken for us. */
async function assertOurs(folder: string): Promise<void> {
  const parent = dirname(folder)
  const [own, above] = [await lstat(folder), await lstat(parent)]
  const us = process.getuid?.() ?? own.uid
  const inside = own.uid === us && !othersMayWrite(own.mode)
  // Where everybody may make folders, as in /tmp, this one must not be in somebody else's.
  const shared = isSticky((await stat(dirname(parent))).mode)
  const around =
    [us, 0].includes(above.uid) && (isSticky(above.mode) || !othersMayWrite(above.mode))
  if (inside && (around || !shared)) return
  throw new HubError('data-folder-unwritable', `${folder} is not ours alone`, {
    hint: 'Remove it, or take from everybody else the right to write there and above it.',
  })
}

const othersMayWrite = (mode: number): boolean => (mode & 0o022) !== 0
/** Everybody may make something there and take away only their own. */
const isSticky = (mode: number): boolean => (mode & 0o1000) !== 0

function listening(server: Server, where: { path: string } | { fd: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, resolve)
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const call = connect(path)
    const over = (there: boolean): void => {
      call.destroy()
      resolve(there)
    }
    call.once('connect', () => over(true))
    call.once('error', () => over(false))
  })
}
