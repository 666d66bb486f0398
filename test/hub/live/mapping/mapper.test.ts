import assert from 'node:assert/strict'
import type { Mapping } from '#core/rig/mapping.ts'
import { askable, box, openStage, pads, type Stage } from './stage.ts'

const knob = { device: 'box', control: 'knob-1' }
const button = { device: 'box', control: 'button-2' }
const pad = { device: 'pads', control: 'pad-1' }
const mapping = (when: Mapping['when'], does: Mapping['do'], more: Partial<Mapping> = {}) => ({
  ...{ id: `${'role' in when ? when.role : when.control}-${does}`, when },
  do: does,
  ...more,
})

describe('a control', () => {
  let stage: Stage
  const onStage = (...mappings: readonly Mapping[]): Stage => {
    stage = openStage({ mappings: [...mappings] })
    return stage
  }
  afterEach(() => stage[Symbol.dispose]())

  it('does by itself what the role does that it stands for', () => {
    onStage()

    stage.move('knob-1', 0.5)
    stage.press('button-1')
    stage.lift('button-1')
    stage.press('button-1')

    assert.deepEqual(stage.done, ['macro 1 0.5', 'keep'])
  })

  it('that nobody mapped and that stands for nothing does nothing', () => {
    onStage()

    stage.move('knob-2', 0.5)
    stage.press('pad-1')

    assert.deepEqual(stage.done, [])
  })

  it('does everything that it is mapped to', () => {
    onStage(mapping(knob, 'macro-2'), mapping(knob, 'macro-3', { range: [1, 0] }))

    stage.move('knob-1', 0.25)

    assert.deepEqual(stage.done, ['macro 2 0.25', 'macro 3 0.75'])
  })

  it('that was cleared does nothing', () => {
    onStage(mapping({ role: 'foot-1' }, 'nothing'))
    stage.lift('button-1')

    stage.press('button-1')

    assert.deepEqual(stage.done, [])
  })

  it('gives its role to the next one that offers it while its device is away', () => {
    onStage()
    const spare = { ...pads, id: 'spare', roles: { 'macro-1': 'switch' } } as const
    stage.present = [spare]

    stage.move('switch', 0.3)

    assert.deepEqual(stage.done, ['macro 1 0.3'])
  })
})

describe('a press', () => {
  let stage: Stage
  beforeEach(() => {
    stage = openStage({
      mappings: [
        mapping(button, 'play'),
        mapping(knob, 'stop'),
        mapping(pad, 'generate', { args: { prompt: 'rain' } }),
        mapping({ device: 'pads', control: 'switch' }, 'keep', { args: { lastMs: 4000 } }),
      ],
    })
  })
  afterEach(() => stage[Symbol.dispose]())

  it('of a switch counts once, however long it is held', () => {
    stage.lift('button-2')
    for (const value of [1, 1, 0, 0, 1]) stage.move('button-2', value)

    assert.deepEqual(stage.done, ['play', 'play'])
  })

  it('of a pad counts each time it is struck', () => {
    for (const value of [0.4, 0, 0.9, 0.8]) stage.move('pad-1', value)

    assert.deepEqual(stage.done, ['generate rain', 'generate rain', 'generate rain'])
  })

  it('of a knob is the way through its middle, which trembling there makes once', () => {
    for (const value of [0.2, 0.5, 0.56, 0.5, 0.54, 0.48, 0.56, 0.4, 0.7])
      stage.move('knob-1', value)

    assert.deepEqual(stage.done, ['stop', 'stop'])
  })

  it('is not what a board says of a switch that was on when it was plugged in', () => {
    stage.press('button-2')
    assert.deepEqual(stage.done, [])

    stage.lift('button-2')
    stage.press('button-2')

    assert.deepEqual(stage.done, ['play'])
  })

  it('of a switch counts the first time after its board came back', () => {
    stage.lift('button-2')
    stage.mapper.lost('box')

    stage.press('button-2')

    assert.deepEqual(stage.done, ['play'])
  })

  it('is the first word of a MIDI switch, but not of a MIDI knob', () => {
    stage.move('switch', 0.8)
    assert.deepEqual(stage.done, [])

    stage.mapper.lost('pads')
    stage.press('switch')

    assert.deepEqual(stage.done, ['keep 4000'])
  })
})

describe('a note by a mapping', () => {
  let stage: Stage
  const note = { args: { pitch: 48, channel: 2 } } as const
  beforeEach(() => {
    stage = openStage({
      mappings: [mapping(pad, 'note', note), mapping(button, 'note', note)],
      scenes: [
        { id: 'verse', name: 'Verse', mappings: [mapping(knob, 'note', note)] },
        { id: 'chorus', name: 'Chorus', mappings: [mapping(knob, 'note', note)] },
      ],
      scene: 'verse',
    })
    stage.lift('button-2')
  })
  afterEach(() => stage[Symbol.dispose]())
  const on = 'note-on C3 100 ch 3 by'
  const off = 'note-off C3 ch 3 by'
  const doneIn = () => stage.done.map((words) => words.replace(/ 64 /, ' '))

  it('sounds as hard as the pad was struck, and as long as it is held', () => {
    stage.move('pad-1', 100 / 127)
    stage.lift('pad-1')

    assert.deepEqual(doneIn(), [`${on} pads`, `${off} pads`])
  })

  it('struck again ends and begins', () => {
    stage.move('pad-1', 100 / 127)
    stage.move('pad-1', 100 / 127)

    assert.deepEqual(doneIn(), [`${on} pads`, `${off} pads`, `${on} pads`])
  })

  it('sounds until the last one lets go who holds it', () => {
    const same = mapping({ device: 'pads', control: 'pad-2' }, 'note', note)
    stage.mapper.apply({
      revision: 2,
      patch: { mappings: [mapping(pad, 'note', note), same], bindings: [], scenes: [] },
    })
    stage.move('pad-1', 100 / 127)
    stage.move('pad-2', 100 / 127)

    stage.lift('pad-1')
    assert.equal(doneIn().filter((words) => words.startsWith('note-off')).length, 0)
    stage.lift('pad-2')

    assert.equal(doneIn().filter((words) => words.startsWith('note-off')).length, 1)
  })

  it('goes with its device', () => {
    stage.press('button-2')

    stage.mapper.lost('box')

    assert.deepEqual(doneIn(), [`${on} box`, `${off} box`])
  })

  it('goes with its mapping', () => {
    stage.press('button-2')

    stage.mapper.apply({ revision: 2, patch: { mappings: [], bindings: [], scenes: [] } })

    assert.deepEqual(doneIn(), [`${on} box`, `${off} box`])
  })

  it('goes with the process', () => {
    stage.press('button-2')

    stage.mapper[Symbol.dispose]()

    assert.deepEqual(doneIn(), [`${on} box`, `${off} box`])
  })

  it('of a scene goes with its scene, also where the next one has the same', () => {
    stage.move('knob-1', 0)
    stage.move('knob-1', 1)
    stage.press('pad-1')
    stage.done.length = 0

    stage.mapper.apply({
      revision: 2,
      patch: {
        mappings: [mapping(pad, 'note', note)],
        bindings: [],
        scenes: [{ id: 'chorus', name: 'Chorus', mappings: [mapping(knob, 'note', note)] }],
        scene: 'chorus',
      },
    })

    assert.deepEqual(doneIn(), [`${off} box`])
  })
})

describe('a macro', () => {
  let stage: Stage
  afterEach(() => stage[Symbol.dispose]())

  it('is taken over softly once it was set, and by a jump where that was asked for', () => {
    stage = openStage({
      mappings: [
        mapping(knob, 'macro-1'),
        mapping({ device: 'box', control: 'knob-2' }, 'macro-1', { takeover: 'jump' }),
      ],
    })
    stage.move('knob-1', 0.2)
    stage.move('knob-2', 0.9)

    for (const value of [0.25, 0.3, 0.95, 0.8]) stage.move('knob-1', value)

    assert.deepEqual(stage.done, ['macro 1 0.2', 'macro 1 0.9', 'macro 1 0.95', 'macro 1 0.8'])
  })

  it('glides over its slew and ends exactly there', () => {
    stage = openStage({ mappings: [mapping(knob, 'macro-1', { slewMs: 100 })] })

    stage.move('knob-1', 1)
    stage.time.tick(50)
    assert.equal(stage.mapper.macros()[0], 0.5)
    stage.time.tick(60)

    assert.equal(stage.done.at(-1), 'macro 1 1')
    assert.equal(stage.done.length, 10)
  })

  it('is said no more often than every 20 ms, and the last value always', () => {
    stage = openStage()
    stage.time.tick(20)
    const before = stage.said('macros')

    for (let i = 1; i <= 50; i++) {
      stage.move('knob-1', i / 50)
      stage.time.tick(2)
    }
    stage.time.tick(20)

    assert.ok(stage.said('macros') - before <= 7)
    assert.equal(stage.state('macros')?.values[0], 1)
  })

  it('is turned also by whoever turns it to 0, and not by a knob that stands there at its start', async () => {
    stage = openStage({ mappings: [mapping(knob, 'macro-1')] })
    const bus = await askable(stage)

    stage.move('knob-1', 0)
    stage.time.tick(20)
    const atStart = stage.state('macros')
    await bus.ask('macro', { macro: 1, value: 0 })
    await bus.ask('macro', { macro: 1, value: 0 })
    stage.time.tick(20)

    assert.deepEqual(atStart?.turned, [])
    assert.deepEqual(stage.state('macros')?.turned, [1])
    assert.deepEqual(stage.done, ['macro 1 0'])
  })

  it('turned by a wheel without end goes on from where it was set', () => {
    stage = openStage({ mappings: [mapping({ device: 'pads', control: 'wheel' }, 'macro-4')] })

    stage.move('wheel', 0.5, 64)
    stage.move('wheel', 0.5, 69)
    stage.move('wheel', 0.5, 84)
    stage.move('wheel', 0.5, 74)

    assert.deepEqual(
      stage.done.map((words) => words.slice(0, 12)),
      ['macro 4 0.05', 'macro 4 0.2', 'macro 4 0.1'],
    )
  })
})

describe('the tempo', () => {
  let stage: Stage
  afterEach(() => stage[Symbol.dispose]())

  it('follows a knob from 40 to 240 when it comes by, and lets go when somebody else sets it', () => {
    stage = openStage()
    stage.move('knob-3', 0)
    stage.move('knob-3', 0.5)
    stage.time.tick(50)
    stage.move('knob-3', 1)
    stage.time.tick(50)
    assert.deepEqual(stage.done, ['tempo 140', 'tempo 240'])

    stage.transport.setTempo(100, 'command', 2000)
    stage.move('knob-3', 0.9)

    assert.equal(stage.transport.state().bpm, 100)
  })

  it('is told no more often than every 50 ms, and the last one always', () => {
    stage = openStage({ mappings: [mapping(knob, 'tempo', { takeover: 'jump' })] })

    for (let i = 0; i < 50; i++) {
      stage.move('knob-1', i / 50)
      stage.time.tick(2)
    }
    stage.time.tick(50)

    assert.ok(stage.done.length <= 4)
    assert.equal(stage.transport.state().bpm, 236)
  })

  it('glides, until somebody else sets it', () => {
    stage = openStage({ mappings: [mapping(knob, 'tempo', { takeover: 'jump', slewMs: 1000 })] })
    stage.move('knob-1', 1)
    stage.time.tick(500)
    const halfWay = stage.transport.state().bpm
    assert.ok(halfWay > 170 && halfWay < 190, `${halfWay}`)

    stage.transport.setTempo(100, 'command', 2000)
    stage.time.tick(1000)

    assert.equal(stage.transport.state().bpm, 100)
  })

  it('is tapped by a mapping', () => {
    stage = openStage({ mappings: [mapping(pad, 'tap')] })

    for (let i = 0; i < 3; i++) {
      stage.press('pad-1')
      stage.time.tick(600)
    }

    assert.deepEqual(stage.done, ['tempo 100', 'tempo 100'])
  })
})

describe('a device that comes back', () => {
  it('is picked up anew: how its knobs were turned meanwhile moves nothing by a jump', () => {
    using stage = openStage({ mappings: [mapping(knob, 'macro-1')] })
    stage.move('knob-1', 0.5)
    stage.mapper.lost(box.id)

    stage.move('knob-1', 0.9)
    stage.move('knob-1', 0.8)

    assert.deepEqual(stage.done, ['macro 1 0.5'])
  })
})
