import assert from 'node:assert/strict'
import type { Message } from '#flows/nodes/red.ts'
import { type FlowStand, openFlowStand } from '#test/support/flow-stand.ts'

const tab = { id: 'tab', type: 'tab', label: 'Test' }
const node = (id: string, type: string, more: object = {}) => ({
  ...{ id, type: `rigsong-${type}`, z: 'tab', x: 0, y: 0, wires: [], ...more },
})
/** Something to be wired to: what is sent along no wire is not seen. */
const sink = { id: 'sink', type: 'junction', z: 'tab', x: 0, y: 0, wires: [] }
const payloads = (messages: readonly Message[]) => messages.map(({ payload }) => payload)

describe('the nodes of the palette', () => {
  let stand: FlowStand
  before(async () => {
    stand = await openFlowStand()
  })
  after(() => stand[Symbol.asyncDispose]())
  beforeEach(() => stand.begin())

  const deploy = async (...nodes: readonly object[]): Promise<void> => {
    await stand.red.deploy([tab, sink, ...nodes])
    await stand.time.pass(0)
  }
  /** Puts messages into one node, and gives what came out of it. */
  const through = async (
    type: string,
    more: object,
    messages: readonly Message[],
    passMs = 0,
  ): Promise<readonly Message[]> => {
    await deploy(node('one', type, { wires: [['sink'], ['sink'], ['sink']], ...more }))
    for (const message of messages) {
      stand.red.put('one', message)
      await stand.time.pass(passMs)
    }
    await stand.time.pass(25)
    return stand.red.sentBy('one')
  }

  it('device in: sends when it is let go of, in the unit of the sensor, and no simulated device where it should not', async () => {
    await deploy(
      node('up', 'device-in', { when: 'released', wires: [['sink']] }),
      node('raw', 'device-in', { payload: 'raw', kind: 'continuous', wires: [['sink']] }),
      node('real', 'device-in', { simulated: false, wires: [['sink']] }),
    )
    await stand.bus.publish(
      'device',
      {
        ...{ device: 'ghost', name: 'Ghost', transport: 'osc', status: 'live', player: 'ada' },
        simulated: true,
      },
      { device: 'ghost' },
    )

    await stand.strikes('ghost', 'pad-1')
    await stand.moves('ghost', 'pad-2', 1, { kind: 'trigger' })
    await stand.moves('ghost', 'pad-2', 0, { kind: 'trigger', lost: true })
    await stand.moves('car', 'speed', 0.5, { raw: 65 })

    assert.deepEqual(
      stand.red.sentBy('up').map(({ control }) => control),
      ['pad-1'],
    )
    assert.deepEqual(payloads(stand.red.sentBy('raw')), [65])
    assert.deepEqual(
      stand.red.sentBy('real').map(({ device }) => device),
      ['car'],
    )
  })

  it('device in: leaves alone what a mapping gives something to do, where it should', async () => {
    await stand.maps({ device: 'box', control: 'button-1' }, 'play')
    await deploy(
      node('free', 'device-in', { when: 'pressed', free: true, wires: [['sink']] }),
      node('any', 'device-in', { when: 'pressed', wires: [['sink']] }),
    )

    for (const button of ['button-1', 'button-2']) await stand.strikes('box', button)

    const controls = (id: string) => stand.red.sentBy(id).map(({ control }) => control)
    assert.deepEqual(controls('free'), ['button-2'])
    assert.deepEqual(controls('any'), ['button-1', 'button-2'])
  })

  it('play: stops what plays, and plays what does not', async () => {
    await deploy(node('one', 'play', { does: 'toggle' }))

    stand.red.put('one', { piece: 'pc_7' })
    await stand.time.pass(25)
    await stand.tempo(120, { playing: true, piece: 'pc_7' })
    stand.red.put('one', { piece: 'pc_7' })
    await stand.time.pass(25)

    assert.deepEqual(stand.asked(), [
      { command: 'play', words: { piece: 'pc_7' } },
      { command: 'stop', words: {} },
    ])
  })

  it('play: says that a piece is missing', async () => {
    await deploy(node('one', 'play'))

    stand.red.put('one', {})
    await stand.time.pass(300)

    assert.equal(stand.red.statusOf('one').text, 'the piece is missing')
  })

  it('generate: makes one at a time, and refuses a wish that is none', async () => {
    await deploy(node('one', 'generate', { style: 'waltz', bars: 8 }))

    for (const bpm of [80, 90, 100]) stand.red.put('one', { wish: { bpm } })
    await stand.time.pass(25)
    stand.red.put('one', { wish: { bpm: 'fast' } })
    await stand.time.pass(300)

    assert.deepEqual(stand.asked(), [
      { command: 'generate', words: { wish: { style: 'waltz', bars: 8, bpm: 80 } } },
    ])
    assert.match(stand.red.statusOf('one').text ?? '', /^msg.wish cannot be used/)
  })

  it('generate: asks for no energy and tempo of macros that nobody has turned', async () => {
    for (const turned of [[], [undefined, 0.5], [0.25, 0], [0, 0]]) {
      await deploy(node('one', 'generate', { energyMacro: '1', tempoMacro: '2' }))
      await stand.macros(...turned)
      stand.red.put('one', {})
      await stand.time.pass(300)
    }

    assert.deepEqual(
      stand.asked().map(({ words }) => words.wish),
      [undefined, { bpm: 120 }, { energy: 0.25, bpm: 60 }, { energy: 0, bpm: 60 }],
    )
  })

  it('macro in: tells at the start where those stand that somebody turned', async () => {
    await stand.macros(undefined, 0, 0.5)

    await deploy(node('one', 'macro-in', { atOnce: true, wires: [['sink']] }))
    await stand.time.pass(25)

    assert.deepEqual(
      stand.red.sentBy('one').map(({ macro, payload }) => [macro, payload]),
      [
        [2, 0],
        [3, 0.5],
      ],
    )
  })

  for (const [type, most] of [
    ['generate', 5],
    ['keep', 1],
    ['scene', 11],
  ] as const)
    it(`${type}: is asked at most ${most} times in a second of 1,000 messages`, async () => {
      await deploy(node('one', type))

      for (let ms = 0; ms < 1000; ms++) {
        stand.red.put('one', { payload: ms })
        await stand.time.pass(1)
      }

      const { length } = stand.asked(type)
      assert.ok(length >= 1 && length <= most, `${length} times`)
      await stand.time.pass(300)
      assert.equal(stand.red.statusOf('one').fill, 'green')
    })

  it('set: takes tempo, meter, answering and player, and nothing that does not fit', async () => {
    const cases: readonly [string, unknown, object | RegExp][] = [
      ['bpm', '96', { bpm: 96 }],
      ['bpm', 900, /no tempo/],
      ['meter', '6/8', { meter: { beats: 6, unit: 8 } }],
      ['meter', '17/8', /no meter/],
      ['answering', 'off', { answering: false }],
      ['answering', 'maybe', /neither yes nor no/],
      ['player', 'ada', { player: 'ada' }],
      ['player', '', /no name/],
    ]
    for (const [what, payload, expected] of cases) {
      stand.forget()
      await deploy(node('one', 'set', { what }))
      stand.red.put('one', { payload })
      await stand.time.pass(25)
      if (expected instanceof RegExp) assert.match(stand.red.errors.join(), expected)
      else assert.deepEqual(stand.asked(), [{ command: 'set', words: expected }])
    }
  })

  it('keep, scene, panic and a light ask for what they say', async () => {
    await deploy(
      node('held', 'keep', { reach: 'seconds', count: 30, title: 'Jam' }),
      node('next', 'scene', { at: 'beat' }),
      node('quiet', 'panic'),
      node('lamp', 'device-out', { device: 'box', output: 'light-1' }),
    )

    for (const id of ['held', 'next', 'quiet', 'lamp']) {
      stand.red.put(id, { payload: true })
      await stand.time.pass(25)
    }

    assert.deepEqual(stand.asked(), [
      { command: 'keep', words: { lastMs: 30_000, title: 'Jam' } },
      { command: 'scene', words: { at: 'beat' } },
      { command: 'panic', words: {} },
      { command: 'output', words: { device: 'box', output: 'light-1', value: 1 } },
    ])
  })

  it('piece in: tells new pieces, or takes', async () => {
    await deploy(
      node('new', 'piece-in', { wires: [['sink']] }),
      node('kept', 'piece-in', { news: 'take', wires: [['sink']] }),
    )

    for (const change of ['added', 'changed'] as const)
      await stand.bus.publish('piece', { piece: 'pc_1', title: 'Rain', change }, { piece: 'pc_1' })
    await stand.bus.publish(
      'take',
      { take: 'tk_1', title: 'Jam', lengthMs: 1000, notes: 4 },
      { take: 'tk_1' },
    )
    await stand.time.pass(25)

    assert.deepEqual(
      stand.red.sentBy('new').map(({ piece }) => piece),
      ['pc_1'],
    )
    assert.deepEqual(
      stand.red.sentBy('kept').map(({ from }) => from),
      ['tk_1'],
    )
  })

  it('debounce: the first at once, or the last when it is quiet', async () => {
    const burst = [1, 2, 3].map((payload) => ({ payload }))

    assert.deepEqual(payloads(await through('debounce', { restMs: 100 }, burst, 25)), [1])
    await through('debounce', { restMs: 100, passes: 'last' }, burst, 25)
    await stand.time.pass(100)
    assert.deepEqual(payloads(stand.red.sentBy('one')), [3])
  })

  it('quantise: holds until the beat, the newest or all', async () => {
    for (const [held, expected] of [
      ['last', [2]],
      ['all', [1, 2]],
    ] as const) {
      const one = { id: 'one', held, every: 1, unit: 'beat', wires: [['sink']] }
      await stand.tempo(120, { originMs: stand.time.now() })
      await deploy(node('one', 'quantise', one))
      for (const payload of [1, 2]) stand.red.put('one', { payload })
      await stand.time.pass(400)
      assert.deepEqual(stand.red.sentBy('one'), [])
      await stand.time.pass(150)
      assert.deepEqual(payloads(stand.red.sentBy('one')), expected)
    }
  })

  it('threshold: says on and off each on its own wire', async () => {
    const values = [0.5, 0.7, 0.5, 0.3].map((payload) => ({ payload }))
    await deploy(node('one', 'threshold', { wires: [['sink'], []] }))
    for (const message of values) stand.red.put('one', message)
    await stand.time.pass(25)

    assert.deepEqual(payloads(stand.red.sentBy('one')), [true])
  })

  it('turns: lets pass whose turn it is', async () => {
    const messages = [
      { topic: 'early', device: 'drum' },
      { topic: 'next' },
      { topic: 'hit', device: 'drum' },
      { topic: 'hit', device: 'bell' },
      { topic: 'next' },
      { topic: 'hit', device: 'bell' },
    ]

    const sent = await through('turns', { names: 'drum, bell' }, messages)

    assert.deepEqual(
      sent.map(({ topic, payload, device }) => (topic === 'turn' ? payload : device)),
      ['drum', 'drum', 'bell', 'bell'],
    )
  })

  it('hours: sends the day one way and the night the other', async () => {
    await deploy(node('one', 'hours', { wires: [['sink'], []] }))

    stand.red.put('one', { payload: 'noon' })
    await stand.wallClock('23:00')
    stand.red.put('one', { payload: 'night' })
    await stand.time.pass(25)

    assert.deepEqual(payloads(stand.red.sentBy('one')), ['noon'])
  })

  it('press: takes a button whose plug was pulled for none', async () => {
    await deploy(node('one', 'press', { longMs: 500, wires: [['sink'], ['sink'], []] }))

    stand.red.put('one', { topic: 'a', payload: 1 })
    stand.red.put('one', { topic: 'a', payload: 0, event: { lost: true } })
    await stand.time.pass(1000)
    stand.red.put('one', { topic: 'a', payload: 1 })
    stand.red.put('one', { topic: 'a', payload: 0, event: {} })
    await stand.time.pass(1000)

    assert.deepEqual(
      stand.red.sentBy('one').map(({ press }) => press),
      ['short'],
    )
  })

  it('press: keeps two buttons apart', async () => {
    await deploy(node('one', 'press', { longMs: 500, wires: [['sink'], ['sink'], []] }))

    stand.red.put('one', { topic: 'a', payload: 1 })
    await stand.time.pass(400)
    stand.red.put('one', { topic: 'b', payload: 1 })
    stand.red.put('one', { topic: 'b', payload: 0 })
    await stand.time.pass(200)

    assert.deepEqual(
      stand.red.sentBy('one').map(({ topic, press }) => [topic, press]),
      [
        ['b', 'short'],
        ['a', 'long'],
      ],
    )
  })
})
