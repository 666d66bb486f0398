import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
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
  const handed = env.LISTEN_PID === String(process.pid) && env.LISTEN_FDS === '1'
  if (handed) await listening(server, { fd: firstHandedFd })
  else await listenAt(server, path)
  return {
    server,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      // Upgraded connections are no connections of the server any more; the process ends them.
      server.closeAllConnections()
      await closed
    },
  }
}

async function listenAt(server: Server, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
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
