import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { type FlowsStand, startFlows } from '#test/support/flows.ts'
import { loops } from '#test/support/loops.ts'
import { until } from '#test/support/rigsong.ts'

describe('flows that are deployed', function () {
  this.timeout(600_000)

  it('survive kill -9 at any moment, whole and with their passwords, and stand still until the next deploy', async () => {
    await using flows = await startFlows()
    let last = 'round 0'
    const begunMs = performance.now()
    assert.equal((await deploy(flows, last)).status, 204)
    const tookMs = performance.now() - begunMs
    let unanswered = 0

    for (let round = 1; round <= loops(3, 50); round++) {
      const next = `round ${round}`
      const pid = flows.pid()!
      const deployed = deploy(flows, next).then(
        ({ status }) => status === 204,
        () => false,
      )
      // The kill wanders over the deploy, from before it is heard to after it is answered.
      await passed((tookMs * ((round * 3) % 10)) / 8)
      process.kill(pid, 'SIGKILL')
      const answered = await deployed
      await until(() => ![pid, undefined].includes(flows.pid()), 'a new process')
      await flows.ready()

      const { label, user } = await found(flows)
      assert.equal(user, label)
      // What was answered is there; what was not may be, or what was there before it.
      assert.ok(answered ? label === next : [last, next].includes(label), `${round}: ${label}`)
      last = label
      if (!answered) unanswered += 1
    }

    assert.ok(unanswered >= loops(0, 5), 'the kills came too late')
    assert.equal((await status(flows)).state, 'safe-mode')
    assert.match((await status(flows)).notes.join(), /stand still.*deploy/)
    await deploy(flows, 'mended')
    await until(async () => (await status(flows)).state === 'ready', 'the flows to run')
    assert.deepEqual((await status(flows)).notes, [])
    const files = await readdir(join(flows.dataDir, 'flows', 'versions'))
    assert.ok(
      files.every((name) => /^\d+\.json$/.test(name)),
      files.join(),
    )
  })
})

type Status = { state: string; notes: string[] }

const status = async (flows: FlowsStand): Promise<Status> =>
  (await flows.call<Status>('GET', '/keeper/status')).body

const deploy = (flows: FlowsStand, label: string) =>
  flows.call('POST', '/flows/flows', [
    { id: 't', type: 'tab', label },
    { id: 'b', type: 'mqtt-broker', broker: '127.0.0.1', port: '1', credentials: { user: label } },
  ])

async function found(flows: FlowsStand): Promise<{ label: string; user: string }> {
  const { body } = await flows.call<{ label: string }[]>('GET', '/flows/flows')
  const { user } = (await flows.call<{ user: string }>('GET', '/flows/credentials/mqtt-broker/b'))
    .body
  return { label: body[0]!.label, user }
}
