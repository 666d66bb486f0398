import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Ears, type Ended, runInGuest } from './machine.ts'
import { scriptOrder } from './order.ts'
import { cacheFolder, getParts } from './parts.ts'
import { tell } from './program.ts'

/**
 * Runs a script of the project in a guest and returns its exit code; 124 where it was cut off by the
 * deadline, 125 where the guest did not come up or died. Throws MissingPart.
 */
export async function runScript(
  script: string,
  words: readonly string[],
  ears: Ears,
  deadlineMs: number,
): Promise<number> {
  const parts = await getParts()
  const compiled = join(cacheFolder(), 'compiled')
  await mkdir(compiled, { recursive: true })
  const order = scriptOrder(script, words, { cwd: process.cwd(), compiled })
  const signal = AbortSignal.any([AbortSignal.timeout(deadlineMs), interrupted()])
  const run = (accelerator: 'kvm' | 'tcg', bootMs: number): Promise<Ended> =>
    runInGuest(parts, order, ears, { accelerator, bootMs, signal })

  if (await mayHaveKvm()) {
    const ended = await run('kvm', kvmBootMs)
    if (ended.ended !== 'not-up' || signal.aborted) return codeOf(ended, signal)
    tell('KVM is here but no guest comes up with it; emulating instead')
    await rememberNoKvm()
  }
  return codeOf(await run('tcg', deadlineMs), signal)
}

// On a machine whose KVM is one in name only, a guest hangs without a word.
const kvmBootMs = 15_000

async function mayHaveKvm(): Promise<boolean> {
  const node = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  )
  return node && (await readFile(noKvm(), 'utf8').catch(() => '')) !== (await bootId())
}

async function rememberNoKvm(): Promise<void> {
  await mkdir(dirname(noKvm()), { recursive: true })
  await writeFile(noKvm(), await bootId())
}

const noKvm = (): string => join(cacheFolder(), 'no-kvm')
/** Another one after each start of this machine. */
const bootId = (): Promise<string> => readFile('/proc/sys/kernel/random/boot_id', 'utf8')

function codeOf(ended: Ended, signal: AbortSignal): number {
  if (ended.ended === 'exited') return ended.code
  const late = signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
  const what = ended.ended === 'not-up' ? 'the guest did not come up' : 'the guest was cut off'
  tell(
    `${what}${late ? ' by the deadline' : ''}${ended.console && `; its console:\n${ended.console}`}`,
  )
  return late ? 124 : 125
}

function interrupted(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => controller.abort(signal))
  }
  return controller.signal
}
