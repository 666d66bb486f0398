import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sinon from 'sinon'
import { type SuperviseParts, type Supervision, supervise } from '#runtime/supervise.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name)

type Play = 'plays' | 'crashes' | 'refuses' | 'hangs' | 'clings'

/** Players under one supervisor, with the file where they note what happens to them. */
async function onStage(
  plays: Readonly<Record<string, Play>>,
  more: Partial<SuperviseParts> = {},
  spare: readonly string[] = [],
) {
  const folder = await openTempFolder()
  const stage = join(folder.path, 'stage')
  const printed: string[] = []
  const log = { debug: sinon.stub(), info: sinon.stub(), warn: sinon.stub(), error: sinon.stub() }
  const supervision = supervise({
    children: Object.entries(plays).map(([name, how]) => ({
      name,
      entry: fixture('player.ts'),
      env: { PLAYER: how, STAGE: stage },
      spare: spare.includes(name),
      handed: {
        user: { name, secret: `secret-of-${name}` },
        users: {},
        key: `key-of-${name}`,
        hubUrl: 'http://127.0.0.1:1',
        brokerUrl: 'mqtt://127.0.0.1:1',
      },
    })),
    log,
    print: (line) => printed.push(line),
    ...more,
  })
  return {
    supervision,
    printed,
    log,
    notes: async (): Promise<readonly string[]> =>
      (await readFile(stage, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    async [Symbol.asyncDispose]() {
      supervision.stop()
      supervision.stop()
      await supervision.ended
      await folder[Symbol.asyncDispose]()
    },
  }
}

const kill = (supervision: Supervision, name: string): void => {
  process.kill(supervision.pidOf(name)!, 'SIGKILL')
}

describe('the supervisor', function () {
  this.timeout(30_000)

  it('starts all at once, hands each its secret on the pipe and prints what they say', async () => {
    await using stage = await onStage({ hub: 'plays', live: 'plays' })

    await until(() => stage.printed.length === 2, 'two players')

    assert.deepEqual([...stage.printed].sort(), ['hub plays', 'live plays'])
    const notes = (await stage.notes()).map((note) => note.split(' ')[2])
    assert.deepEqual(notes.sort(), ['hub:secret-of-hub', 'live:secret-of-live'])
  })

  it('puts no secret into the environment or the arguments of a child', async () => {
    process.env.STUDIO_API_KEY = 'key-of-the-studio'
    process.env.STUDIO_PROXY = 'http://me:word-of-mine@proxy.test'
    try {
      await using stage = await onStage({ live: 'plays' })
      await until(() => stage.printed.length === 1, 'the player')
      const pid = stage.supervision.pidOf('live')

      const seen = await Promise.all(
        ['environ', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')),
      )

      assert.match(seen.join(), /PLAYER=plays/)
      assert.doesNotMatch(seen.join(), /secret-of-live|key-of-the-studio|word-of-mine/)
    } finally {
      delete process.env.STUDIO_API_KEY
      delete process.env.STUDIO_PROXY
    }
  })

  it('brings back the one that died, leaves the other alone and prints nothing twice', async () => {
    await using stage = await onStage({ hub: 'plays', live: 'plays' }, { againAfterMs: [0] })
    await until(() => stage.printed.length === 2, 'two players')
    const live = stage.supervision.pidOf('live')

    kill(stage.supervision, 'hub')
    await until(async () => (await stage.notes()).length === 3, 'the hub again')

    assert.equal(stage.supervision.pidOf('live'), live)
    sinon.assert.calledOnceWithMatch(stage.log.warn, 'process ended', {
      process: 'hub',
      signal: 'SIGKILL',
    })
    assert.equal(stage.printed.length, 2)
  })

  it('rests longer each time a child ends early', async () => {
    await using stage = await onStage({ live: 'crashes' }, { againAfterMs: [1, 2, 3] })

    await until(() => stage.log.warn.callCount >= 5, 'five ends')

    const rests = stage.log.warn.args.slice(0, 5).map(([, fields]) => fields.againInMs)
    assert.deepEqual(rests, [1, 2, 3, 3, 3])
  })

  it('starts a steady child again at once', async () => {
    await using stage = await onStage(
      { live: 'plays' },
      { againAfterMs: [60_000], steadyAfterMs: 0 },
    )
    await until(() => stage.printed.length === 1, 'the player')

    kill(stage.supervision, 'live')

    await until(async () => (await stage.notes()).length === 2, 'the player again')
  })

  it('ends everything when a child cannot be cured by starting again', async () => {
    await using stage = await onStage({ hub: 'refuses', live: 'plays' })

    assert.equal(await stage.supervision.ended, 78)
    assert.equal(stage.supervision.pidOf('live'), undefined)
  })

  it('goes on without one that it can spare, and tries that again', async () => {
    await using stage = await onStage({ flows: 'refuses', live: 'plays' }, { againAfterMs: [0] }, [
      'flows',
    ])

    await until(async () => (await stage.notes()).length >= 4, 'three tries and a player')

    assert.ok(stage.supervision.pidOf('live'))
  })

  it('ends one whose loop hangs after it said that it turns, and starts it again', async () => {
    await using stage = await onStage({ flows: 'hangs' }, { againAfterMs: [0], beatEveryMs: 20 })

    await until(async () => (await stage.notes()).length >= 2, 'a second start')

    sinon.assert.calledWithMatch(stage.log.error, 'process hangs', { process: 'flows' })
  })

  it('ends in good order, the last opened first', async () => {
    await using stage = await onStage({ live: 'plays' })
    await until(() => stage.printed.length === 1, 'the player')

    stage.supervision.stop()

    assert.equal(await stage.supervision.ended, 0)
    const endings = (await stage.notes()).slice(1).map((note) => note.split(' ')[0])
    assert.deepEqual(endings, ['first', 'last'])
  })

  it('does not wait for a child that clings', async () => {
    await using stage = await onStage({ live: 'clings' }, { stopWithinMs: 50 })
    await until(() => stage.printed.length === 1, 'the player')

    stage.supervision.stop()

    assert.equal(await stage.supervision.ended, 0)
  })

  it('ends at once when it is asked twice', async () => {
    await using stage = await onStage({ live: 'clings' }, { stopWithinMs: 1_000_000 })
    await until(() => stage.printed.length === 1, 'the player')

    stage.supervision.stop()
    stage.supervision.stop()

    assert.equal(await stage.supervision.ended, 0)
  })

  it('takes its children with it when it is killed', async () => {
    const supervisor = await supervisorOfTwo()
    const children = await childrenOf(supervisor.pid)
    assert.equal(children.length, 2)

    supervisor.kill('SIGKILL')

    await until(() => children.every((pid) => !lives(pid)), 'the end of the children')
  })

  it('ends with 0 on SIGTERM', async () => {
    const supervisor = await supervisorOfTwo()

    supervisor.kill('SIGTERM')

    assert.deepEqual(await once(supervisor, 'exit'), [0, null])
  })
})

/** A supervisor in a process of its own, once both its players play. */
async function supervisorOfTwo(): Promise<ChildProcess & { readonly pid: number }> {
  const supervisor = spawn(process.execPath, [fixture('supervisor.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PLAYER: 'plays' },
  })
  let said = ''
  for await (const text of supervisor.stdout) {
    said += text
    if (said.split('\n').length > 2) break
  }
  assert.match(said, /hub plays/)
  assert.match(said, /live plays/)
  return Object.assign(supervisor, { pid: supervisor.pid! })
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').map(Number)
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
