import assert from 'node:assert/strict'
import type { Bus } from '#core/bus/bus.ts'
import { kinds } from '#flows/nodes/index.ts'
import { answerAll } from '#test/support/answer-all.ts'
import { loops } from '#test/support/loops.ts'
import { memoryBroker } from '#test/support/memory-bus.ts'
import { startNodeRed } from '#test/support/node-red.ts'
import { until } from '#test/support/rigsong.ts'

/** Counts what is heard, and for how long. */
function counted(bus: Bus): { readonly bus: Bus; open(): number } {
  const open = new Set<Disposable>()
  const subscribe: Bus['subscribe'] = async (name, hear, words) => {
    const subscription = await bus.subscribe(name, hear, words)
    open.add(subscription)
    return {
      [Symbol.dispose]() {
        open.delete(subscription)
        subscription[Symbol.dispose]()
      },
    }
  }
  return { bus: { ...bus, subscribe }, open: () => open.size }
}

const timers = (): number =>
  process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length

describe('the palette, deployed again and again', function () {
  this.timeout(120_000)

  it('hears no more than before, and leaves no timer', async () => {
    const broker = memoryBroker()
    await using client = broker.client('flows')
    await using live = broker.client('live')
    await answerAll(live)
    const { bus, open } = counted(client)
    await using red = await startNodeRed({ bus })
    const flow = [
      { id: 'tab', type: 'tab', label: 'All' },
      ...kinds.map(({ type }, at) => ({
        ...{ id: `n${at}`, type, z: 'tab', x: 0, y: 0, wires: [] },
        ...{ names: 'a, b', words: 'hello', free: true, simulated: false, energyMacro: '1' },
      })),
    ]
    const deployAndPlay = async (): Promise<void> => {
      await red.deploy(flow)
      for (const at of kinds.keys()) red.put(`n${at}`, { payload: 0.9, topic: 'next' })
    }
    for (let n = 0; n < 3; n++) await deployAndPlay()
    const before = { open: open(), timers: timers() }

    for (let n = 0; n < loops(20, 1000); n++) await deployAndPlay()

    assert.ok(open() > 10)
    assert.equal(open(), before.open)
    // A question that is still being answered has a timer of its own.
    await until(() => timers() <= before.timers, 'the timers to be over')
  })
})
