import assert from 'node:assert/strict'
import fc from 'fast-check'
import { accompanied } from '#test/support/accompanied.ts'
import { keyFaults } from '#test/support/key-faults.ts'
import { loops } from '#test/support/loops.ts'

type Rig = ReturnType<typeof accompanied>
type Step = (rig: Rig) => Promise<void> | void

const role = fc.constantFrom('drums', 'bass', 'chords', 'pad', 'counter')
const bpm = fc.integer({ min: 50, max: 200 })

/** Whatever may happen at a rig. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.array(fc.integer({ min: 40, max: 84 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(250, 500, 625, 1000),
      )
      .map(
        ([pitches, ms]): Step =>
          async (rig) => {
            for (let i = 0; i < 4; i++) await rig.play([...new Set(pitches)], ms)
          },
      ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 100, max: 4000 }).map(
      (ms): Step =>
        (rig) =>
          rig.pass(ms),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(role, fc.boolean()).map(
      ([who, plays]): Step =>
        (rig) =>
          rig.accompanying.set({ [who]: plays }, 'cm_2'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('answer', 'continue', 'trade', 'none').map(
      (respond): Step =>
        (rig) =>
          rig.accompanying.set({ respond, tradeBars: 1 }, 'cm_3'),
    ),
  },
  {
    weight: 1,
    arbitrary: bpm.map(
      (to): Step =>
        (rig) =>
          rig.transport.setTempo(to, 'command', rig.now()),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(3, 4, 5).map(
      (beats): Step =>
        (rig) =>
          rig.transport.setMeter({ beats, unit: 4 }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(
        ([macro, value]): Step =>
          (rig) =>
            rig.accompanying.turned(macro, value),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      (rig) => rig.engine.freeze(),
      (rig) => rig.engine.thaw(),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (on): Step =>
        (rig) => {
          rig.accompanying.conversation.setAnswering(on)
          rig.accompanying.set({}, 'cm_4')
        },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((rig) => rig.accompanying.rest()) },
  {
    weight: 1,
    arbitrary: fc.constant<Step>((rig) => {
      rig.transport.begin({ id: 'pc_1', bpm: 90, meter: { beats: 4, unit: 4 } }, rig.now())
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>((rig) => rig.transport.end(rig.now())) },
)

describe('the accompanist, whatever happens at the rig', function () {
  this.timeout(300_000)

  it('strikes no key that is down, and leaves none down', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
        using rig = accompanied({ drums: true, bass: true, pad: true })

        for (const happens of steps) await happens(rig)
        rig.engine.thaw()
        rig.accompanying.rest()
        rig.accompanying.conversation.drop()
        await rig.pass(2000)

        assert.deepEqual(keyFaults(rig.left()), { twice: 0, down: [] })
      }),
      { numRuns: loops(6, 150) },
    )
  })
})
