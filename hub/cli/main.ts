import { fstatSync, type Stats } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import { runCli } from './program.ts'
import { readUnseen } from './read-unseen.ts'

const stopping = new AbortController()
// A closed window or a service that is stopped ends a command as Ctrl-C does; a second one kills it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => stopping.abort())
// A reader that has seen enough (`rigsong monitor | head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

// A command that waits for a signal and for nothing else would end at once.
const waiting = setInterval(() => {}, 60_000)

let typing: Interface | undefined
let piped: Promise<string> | undefined
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  lines() {
    typing = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
    return typing
  },
  attended: isHeld(fstatSync(0)),
  secret(prompt) {
    const line = (): Promise<string> => readUnseen(prompt, process.stdin, process.stderr)
    if (process.stdin.isTTY) return line()
    // A script says it once, however often it is asked.
    piped ??= line()
    return piped
  },
  cwd: process.cwd(),
  signal: stopping.signal,
})
clearInterval(waiting)
// Whoever could still type would keep us here.
if (typing) {
  typing.close()
  process.stdin.destroy()
}

/** A terminal, a pipe or a socket is at somebody's other end. */
function isHeld(input: Stats): boolean {
  return process.stdin.isTTY || input.isFIFO() || input.isSocket()
}
