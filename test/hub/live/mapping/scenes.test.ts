import assert from 'node:assert/strict'
import type { Bus } from '#core/bus/bus.ts'
import type { Mapping } from '#core/rig/mapping.ts'
import type { Scene } from '#core/rig/scene.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'
import { askable, openStage, type Stage } from './stage.ts'

const macros = (first: number): number[] => [first, 0, 0, 0, 0, 0, 0, 0]
const verse: Scene = {
  id: 'verse',
  name: 'Verse',
  mappings: [],
  macros: macros(0.3),
  bpm: 90,
  answering: false,
  accompaniment: { ...firstAccompaniment, style: 'funk', drums: true, bass: true },
}
const chorus: Scene = { id: 'chorus', name: 'Chorus', mappings: [], macros: macros(0.8) }
const bridge: Scene = { id: 'bridge', name: 'Bridge', mappings: [] }

describe('a scene', () => {
  let stage: Stage
  let bus: Bus
  const open = async (mappings: readonly Mapping[] = [], scene?: string): Promise<void> => {
    stage = openStage({
      mappings: [...mappings],
      scenes: [verse, chorus, bridge],
      ...(scene && { scene }),
    })
    bus = await askable(stage)
  }
  afterEach(() => stage[Symbol.dispose]())
  const openedNow = () => stage.state('patch')?.patch.scene

  it('brings its macros, its tempo and what the accompanist does', async () => {
    await open()

    assert.deepEqual(await bus.ask('scene', { scene: 'verse' }), { scene: 'verse' })

    assert.deepEqual(stage.done, [
      'macro 1 0.3',
      'tempo 90',
      'answering false',
      'accompany drums bass in funk',
    ])
    assert.equal(openedNow(), 'verse')
    stage.time.tick(20)
    assert.deepEqual(stage.state('macros')?.turned, [1])
  })

  it('opens on the next beat or bar, at its very moment', async () => {
    await open()
    stage.time.tick(700)

    await bus.ask('scene', { scene: 'chorus', at: 'beat' })
    stage.time.tick(299)
    assert.equal(openedNow(), undefined)
    stage.time.tick(1)
    assert.equal(openedNow(), 'chorus')
    await bus.ask('scene', { scene: 'bridge', at: 'bar' })
    stage.time.tick(999)
    assert.equal(openedNow(), 'chorus')
    stage.time.tick(1)

    assert.equal(openedNow(), 'bridge')
  })

  it('waits for the bar where it is when the tempo changes', async () => {
    await open()
    stage.time.tick(100)
    await bus.ask('scene', { scene: 'chorus', at: 'bar' })

    // A whole bar of 4/4 at 40 bpm is six seconds.
    stage.transport.setTempo(40, 'command', 1100)
    stage.time.tick(5000)
    assert.equal(openedNow(), undefined)
    stage.time.tick(1000)

    assert.equal(openedNow(), 'chorus')
  })

  it('asked for last is the one that comes', async () => {
    await open()
    stage.time.tick(10)
    await bus.ask('scene', { scene: 'verse', at: 'bar' })
    await bus.ask('scene', { scene: 'chorus', at: 'beat' })

    stage.time.tick(4000)

    assert.equal(openedNow(), 'chorus')
    assert.ok(!stage.done.includes('tempo 90'))
  })

  it('without a name is the next of the set list, and the first after the last', async () => {
    await open()
    const names: (string | undefined)[] = []
    for (let i = 0; i < 4; i++) names.push((await bus.ask('scene', {})).scene)

    assert.deepEqual(names, ['verse', 'chorus', 'bridge', 'verse'])
  })

  it('lets go of every knob, until it comes by again', async () => {
    await open([], 'chorus')
    stage.move('knob-1', 0.7)
    stage.move('knob-1', 0.9)
    stage.done.length = 0

    await bus.ask('scene', { scene: 'verse' })
    stage.move('knob-1', 0.95)
    stage.move('knob-1', 0.2)

    assert.deepEqual(stage.done, [
      'macro 1 0.3',
      'tempo 90',
      'answering false',
      'accompany drums bass in funk',
      'macro 1 0.2',
    ])
  })

  it('is opened by a control, and by a program change by its number in the set list', async () => {
    const pads = (control: string) => ({ device: 'pads', control })
    await open([
      { id: 'a', when: pads('pad-1'), do: 'scene', args: { scene: 'chorus' } },
      { id: 'b', when: pads('pad-2'), do: 'scene' },
      { id: 'c', when: pads('program'), do: 'scene' },
    ])
    const names: (string | undefined)[] = []

    for (const control of ['pad-1', 'pad-2', 'program-1', 'program-0']) {
      stage.press(control)
      names.push(openedNow())
    }

    assert.deepEqual(names, ['chorus', 'bridge', 'chorus', 'verse'])
  })

  it('is saved as everything stands, and opens so again', async () => {
    await open()
    await bus.ask('map', {
      mapping: { id: 'm', when: { device: 'box', control: 'knob-2' }, do: 'macro-2' },
    })
    stage.move('knob-2', 0.6)
    stage.transport.setTempo(133, 'command', 1000)
    const { scene } = await bus.ask('save-scene', { name: 'Outro' })
    await bus.ask('unmap', { mapping: 'm' })
    await bus.ask('macro', { macro: 2, value: 0 })

    await bus.ask('scene', { scene })

    assert.equal(stage.done.at(-1), 'accompany bass in funk')
    assert.equal(stage.mapper.macros()[1], 0.6)
    assert.equal(stage.transport.state().bpm, 133)
    stage.move('knob-2', 0.5)
    assert.equal(stage.mapper.macros()[1], 0.5)
  })

  it('that is stored as open brings its settings at the start', async () => {
    await open([], 'verse')

    assert.deepEqual(stage.done, [
      'macro 1 0.3',
      'tempo 90',
      'answering false',
      'accompany drums bass in funk',
    ])
  })

  it('that is not there is refused, also once it was removed', async () => {
    await open()
    stage.time.tick(10)
    await assert.rejects(bus.ask('scene', { scene: 'coda' }), { code: 'scene-unknown' })
    await bus.ask('scene', { scene: 'verse', at: 'bar' })
    await bus.ask('remove-scene', { scene: 'verse' })

    stage.time.tick(4000)

    assert.equal(openedNow(), undefined)
    await assert.rejects(bus.ask('remove-scene', { scene: 'verse' }), { code: 'scene-unknown' })
  })
})

describe('the commands of mapping', () => {
  let stage: Stage
  let bus: Bus
  beforeEach(async () => {
    stage = openStage()
    bus = await askable(stage)
  })
  afterEach(() => stage[Symbol.dispose]())

  it('clear what a role does by itself, and refuse what is not there', async () => {
    stage.lift('button-1')
    assert.deepEqual(await bus.ask('unmap', { mapping: 'foot-1' }), { removed: 1 })

    stage.press('button-1')

    assert.deepEqual(stage.done, [])
    await assert.rejects(bus.ask('unmap', { mapping: 'foot-1' }), { code: 'mapping-unknown' })
    assert.deepEqual(await bus.ask('unmap', {}), { removed: 1 })
  })

  it('bind a role to a control, to a device, and to nobody', async () => {
    await bus.ask('bind', { role: 'macro-1', device: 'pads', control: 'pad-2' })
    stage.move('pad-2', 0.5)
    assert.deepEqual(stage.done, ['macro 1 0.5'])
    await bus.ask('bind', { role: 'macro-1' })

    stage.move('knob-1', 0.5)

    assert.equal(stage.done.length, 1)
    await assert.rejects(bus.ask('bind', { role: 'macro-1', control: 'x' }), {
      code: 'bad-request',
    })
  })

  it('turn a macro from elsewhere', async () => {
    await bus.ask('macro', { macro: 8, value: 0.25 })
    stage.time.tick(20)

    assert.deepEqual(stage.done, ['macro 8 0.25'])
    assert.equal(stage.state('macros')?.values[7], 0.25)
  })
})
