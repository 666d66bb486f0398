import assert from 'node:assert/strict'
import { kinds } from '#flows/nodes/index.ts'
import { type FlowStand, openFlowStand } from '#test/support/flow-stand.ts'

const tab = { id: 'tab', type: 'tab', label: 'Test' }
const node = (id: string, type: string, more: object = {}) => ({
  // What has no place on the tab is a config node to Node-RED.
  ...{ id, type: `rigsong-${type}`, z: 'tab', x: 0, y: 0, wires: [], ...more },
})

describe('the palette in Node-RED', () => {
  let stand: FlowStand
  before(async () => {
    stand = await openFlowStand({ deaf: ['say', 'publish'] })
  })
  after(() => stand[Symbol.asyncDispose]())
  beforeEach(() => stand.forget())

  const deploy = (...nodes: readonly object[]) => stand.red.deploy([tab, ...nodes])

  it('knows every kind', () => {
    assert.ok(kinds.length > 25)
    assert.deepEqual(
      kinds.map(({ type }) => type).filter((type) => !stand.red.knows(type)),
      [],
    )
  })

  it('lets every kind stand with nothing set but what it needs', async () => {
    await deploy(
      ...kinds.map(({ type }, at) =>
        node(`n${at}`, type.slice(8), { names: 'a, b', words: 'hello' }),
      ),
    )

    assert.deepEqual(stand.red.errors, [])
  })

  it('makes a piece of each strike of a pad, and plays it', async () => {
    await deploy(
      node('pad', 'device-in', { control: 'pad-*', when: 'pressed', wires: [['make']] }),
      node('make', 'generate', { prompt: 'slow rain', energyMacro: '1', wires: [['heard']] }),
      node('heard', 'play'),
    )
    await stand.macros(0.75)

    await stand.strikes('box', 'pad-3')
    await stand.strikes('box', 'button-1')
    await stand.time.pass(300)

    assert.deepEqual(stand.asked(), [
      { command: 'generate', words: { prompt: 'slow rain', wish: { energy: 0.75 } } },
      { command: 'play', words: { piece: 'pc_1' } },
    ])
    assert.equal(stand.red.statusOf('heard').fill, 'green')
  })

  it('says under the node what is wrong with a message, and goes on', async () => {
    await deploy(node('turn', 'macro', { macro: '2' }))

    stand.red.put('turn', { payload: 'loud' })
    await stand.time.pass(300)

    assert.deepEqual(stand.red.statusOf('turn'), {
      fill: 'red',
      shape: 'ring',
      text: 'msg.payload is no number',
    })
    assert.match(stand.red.errors.join(), /Send a number/)
    stand.red.put('turn', { payload: 0.5 })
    await stand.time.pass(25)
    assert.deepEqual(stand.asked(), [{ command: 'macro', words: { macro: 2, value: 0.5 } }])
  })

  it('says which property cannot be used, and refuses what comes in', async () => {
    await deploy(node('wait', 'debounce', { restMs: '-5' }))

    stand.red.put('wait', {})
    await stand.time.pass(25)

    assert.equal(stand.red.statusOf('wait').text, 'Rest must be a number from 1 to 3600000 ms')
    assert.equal(stand.red.errors.length, 2)
  })

  it('shows not-answered where nobody owns the command yet', async () => {
    await deploy(node('say', 'say', { words: 'Here it comes.' }), node('out', 'publish'))

    stand.red.put('say', {})
    stand.red.put('out', { piece: 'pc_1' })
    await stand.time.pass(6000)

    assert.equal(stand.red.statusOf('say').text, 'not-answered')
    assert.equal(stand.red.statusOf('out').text, 'not-answered')
  })

  it('asks a hub that does not answer no more than 250 times at once', async () => {
    await deploy(node('out', 'publish'))

    for (let n = 0; n < 300; n++) stand.red.put('out', { piece: 'pc_1' })
    await stand.time.pass(1000)

    assert.equal(stand.red.errors.length, 50)
    assert.match(stand.red.errors[0]!, /asked faster than it is answered.*debounce/)
    await stand.time.pass(6000)
    stand.red.put('out', { piece: 'pc_1' })
    await stand.time.pass(1000)
    assert.equal(stand.red.errors.length, 300)
  })

  it('follows a fast knob with the newest value, and never with a queue', async () => {
    await deploy(node('turn', 'macro'))

    for (let at = 1; at <= 100; at++) stand.red.put('turn', { payload: at / 100 })
    await stand.time.pass(50)

    const values = stand.asked('macro').map(({ words }) => words.value)
    assert.equal(values.at(-1), 1)
    assert.ok(values.length < 50, `${values.length} of 100 were asked`)
  })

  it('ticks on the bars of the hub, also when the tempo changes between two', async () => {
    await deploy(node('bars', 'clock', { every: 1, unit: 'bar', cycle: 2, wires: [[]] }))
    const at = stand.time.now()

    await stand.tempo(120, { originMs: at })
    await stand.time.pass(4300)
    const slow = stand.red.statusOf('bars').text
    await stand.tempo(240, { originMs: at + 4300, originBeat: 8.6 })
    await stand.time.pass(1000)

    assert.match(slow ?? '', /of 2, 120 bpm/)
    assert.match(stand.red.statusOf('bars').text ?? '', /of 2, 240 bpm/)
  })

  it('forgets what it asked when it is deployed anew', async () => {
    const aloud = node('aloud', 'say', { words: 'Here it comes.' })
    await deploy(aloud)
    stand.red.put('aloud', {})
    await stand.time.pass(100)
    assert.equal(stand.red.statusOf('aloud').text, 'say …')

    await deploy(aloud)
    await stand.time.pass(6000)

    assert.deepEqual(stand.red.errors, [])
    assert.notEqual(stand.red.statusOf('aloud').fill, 'red')
  })

  it('asks nothing anew when it is deployed again, and lets nothing go', async () => {
    const flow = [
      node('in', 'macro-in', { wires: [['turn']] }),
      node('turn', 'macro', { macro: '3' }),
      node('bars', 'transport', { wires: [['end']] }),
      node('end', 'play', { does: 'stop' }),
      node('slow', 'map', { slewMs: 5000, wires: [['turn']] }),
    ]
    await stand.macros(0.2, 0.4)
    await deploy(...flow)
    stand.red.put('slow', { payload: 0 })
    stand.red.put('slow', { payload: 1 })
    await stand.time.pass(200)
    stand.forget()

    await deploy(...flow)
    await stand.time.pass(3000)

    assert.deepEqual(stand.asked(), [])
  })
})
