import assert from 'node:assert/strict'
import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import type { PresentDevice } from '#hub/live/mapping/mapper.ts'
import { askable, openStage, type Stage } from './stage.ts'

const car: PresentDevice = {
  ...{ id: 'car', transport: 'elm327', roles: {} },
  controls: (['speed', 'throttle'] as const).map((id) => ({
    ...{ id, kind: 'continuous', from: { pid: id } },
  })),
}

describe('learning', () => {
  let stage: Stage
  let bus: Bus
  beforeEach(async () => {
    stage = openStage()
    bus = await askable(stage)
  })
  afterEach(() => stage[Symbol.dispose]())

  const arm = (target?: Payload<'learning'>['target']) =>
    bus.ask('learn', { armed: true, ...(target && { target }) })
  const learned = () => stage.state('learning')?.learned
  const mapped = () =>
    stage
      .state('patch')
      ?.patch.mappings.map((one) => [
        'control' in one.when ? one.when.control : one.when.role,
        one.do,
      ])
  /** A hand on a knob, a value every 20 ms. */
  const sweep = (control: string, from: number, to: number): void => {
    for (let i = 0; i <= 10; i++) {
      stage.move(control, from + ((to - from) * i) / 10)
      stage.time.tick(20)
    }
  }
  const rest = (): number => stage.time.tick(500)

  it('chooses first and wiggles then', async () => {
    await arm('macro-3')

    sweep('knob-2', 0.3, 0.6)

    assert.deepEqual(mapped(), [['knob-2', 'macro-3']])
    assert.equal(learned()?.id, 'knob-2-macro-3')
  })

  it('wiggles first and chooses then', async () => {
    await arm()
    sweep('knob-2', 0.3, 0.6)
    assert.deepEqual(stage.state('learning')?.moved, { device: 'box', control: 'knob-2' })

    await bus.ask('learn', { armed: true, target: 'tempo', takeover: 'scale' })

    assert.equal(learned()?.takeover, 'scale')
    assert.deepEqual(mapped(), [['knob-2', 'tempo']])
  })

  it('stays armed for the next, and takes the rest of a movement for no new one', async () => {
    await arm('macro-3')
    sweep('knob-2', 0, 1)
    await arm('macro-4')
    sweep('knob-2', 1, 0.5)
    assert.equal(mapped()?.length, 1)

    sweep('knob-3', 0, 0.5)

    assert.deepEqual(mapped(), [
      ['knob-2', 'macro-3'],
      ['knob-3', 'macro-4'],
    ])
  })

  it('gives one control several targets, and one target several controls', async () => {
    await arm('macro-3')
    sweep('knob-2', 0, 0.5)
    rest()
    await arm('tempo')
    sweep('knob-2', 0.5, 0)
    await arm('tempo')
    stage.press('pad-1')

    assert.deepEqual(mapped(), [
      ['knob-2', 'macro-3'],
      ['knob-2', 'tempo'],
      ['pad-1', 'tempo'],
    ])
  })

  it('replaces what the same control learned of the same target', async () => {
    for (const takeover of ['scale', 'jump'] as const) {
      await bus.ask('learn', { armed: true, target: 'macro-1', takeover })
      sweep('knob-2', 0, 0.5)
      rest()
    }

    assert.equal(mapped()?.length, 1)
    assert.equal(learned()?.takeover, 'jump')
  })

  it('takes a strike, a switch and three steps of a wheel, and no less than a tenth of a knob', async () => {
    await arm('macro-1')
    sweep('knob-2', 0.5, 0.59)
    stage.move('wheel', 0.5, 10)
    stage.move('wheel', 0.5, 12)
    stage.lift('button-2')
    assert.deepEqual(mapped(), [])
    stage.move('wheel', 0.5, 13)
    await arm('macro-2')
    stage.press('button-2')
    await arm('macro-3')
    stage.press('pad-2')

    assert.deepEqual(mapped(), [
      ['wheel', 'macro-1'],
      ['button-2', 'macro-2'],
      ['pad-2', 'macro-3'],
    ])
  })

  it('hears a hand above a sensor that jitters all the time', async () => {
    const jitter = (n: number): void => {
      for (let i = 0; i < n; i++) {
        stage.move('knob-3', 0.5 + 0.25 * Math.sin(i * 12.9898) * Math.cos(i * 78.233))
        stage.time.tick(10)
      }
    }
    jitter(100)
    await arm('macro-5')

    jitter(300)
    assert.equal(stage.state('learning')?.moved, undefined)
    sweep('knob-2', 0, 0.2)

    assert.deepEqual(mapped(), [['knob-2', 'macro-5']])
  })

  it('hears a hand beside a car that drives, and the pedal of one that stands', async () => {
    stage.present = [...stage.present, car]
    const drive = (control: string, from: number, to: number): void => {
      for (let i = 0; i <= 20; i++) {
        stage.move(control, from + ((to - from) * i) / 20)
        stage.time.tick(300)
      }
    }
    stage.move('throttle', 0)
    drive('speed', 0, 0.4)
    await arm('macro-1')
    drive('speed', 0.4, 0.9)
    assert.equal(stage.state('learning')?.moved, undefined)
    sweep('knob-2', 0, 0.2)
    await arm('macro-2')

    sweep('throttle', 0, 0.5)

    assert.deepEqual(mapped(), [
      ['knob-2', 'macro-1'],
      ['throttle', 'macro-2'],
    ])
  })

  it('does nothing else while it is armed, and lets go what was held', async () => {
    await bus.ask('map', {
      mapping: { id: 'n', when: { device: 'pads', control: 'pad-1' }, do: 'note' },
    })
    stage.press('pad-1')
    await arm()
    stage.lift('pad-1')
    sweep('knob-1', 0, 1)
    stage.lift('button-1')
    stage.press('button-1')

    assert.deepEqual(
      stage.done.map((words) => words.split(' ')[0]),
      ['note-on', 'note-off'],
    )
  })

  it('disarmed lets controls do what they do, without a jump', async () => {
    stage.move('knob-1', 0.2)
    await arm()
    sweep('knob-1', 0.2, 0.9)
    await bus.ask('learn', { armed: false })

    stage.move('knob-1', 0.8)

    assert.deepEqual(stage.done, ['macro 1 0.2'])
    assert.deepEqual(stage.state('learning'), { armed: false })
  })
})
