import assert from 'node:assert/strict'
import type { Payload } from '#core/bus/topics.ts'
import { openBus } from '#runtime/bus.ts'
import { systemClock } from '#runtime/clock.ts'
import { commandMemory } from '#runtime/command-memory.ts'
import { openLog } from '#runtime/log.ts'
import { openStand, supervisedUsers } from '#test/hub/broker/stand.ts'
import { startFlows } from '#test/support/flows.ts'
import { until } from '#test/support/rigsong.ts'

const log = openLog('test', 'error')
const press: Payload<'control'> = {
  ...{ atMs: 0, device: 'pads', control: 'pad-1', kind: 'trigger', value: 1, raw: 127 },
}

describe('a command of a flow', function () {
  this.timeout(60_000)

  it('is done once, also where the flows die between it and its answer', async () => {
    await using stand = await openStand()
    const [url, secret] = [`mqtt://127.0.0.1:${stand.port}`, supervisedUsers.flows]
    await using live = await openBus({
      ...{ url, username: 'live', password: supervisedUsers.live, hub: 'hub', version: '0' },
      ...{ log, clock: systemClock, memory: commandMemory() },
    })
    let done = 0
    const answered = Promise.withResolvers<void>()
    await live.answer('panic', async () => {
      done += 1
      await answered.promise
      return { released: 0 }
    })
    const play = () => live.publish('control', press, { device: 'pads', control: 'pad-1' })
    await using flows = await startFlows({ brokerUrl: url, secret })
    await flows.call('POST', '/flows/flows', padToPanic)
    // One press at a time: the first ones go nowhere until the flow runs.
    await until(async () => {
      await play()
      return until(() => done > 0, 'a command', 1000).then(() => true)
    }, 'the flow')
    const pid = flows.pid()!

    process.kill(pid, 'SIGKILL')
    await until(() => ![pid, undefined].includes(flows.pid()), 'a new process')
    await flows.ready()
    answered.resolve()
    await play()
    await until(() => done > 1, 'the command of the next press')

    assert.equal(done, 2)
  })
})

const padToPanic = [
  { id: 't', type: 'tab', label: 'Pads' },
  {
    ...{ id: 'pads', type: 'rigsong-device-in', z: 't', x: 1, y: 1, wires: [['panic']] },
    ...{ device: 'pads', control: '', kind: 'trigger', when: 'moved', payload: 'value' },
    ...{ simulated: true, hub: '' },
  },
  { id: 'panic', type: 'rigsong-panic', z: 't', x: 2, y: 1, hub: '', wires: [[]] },
]
