import assert from 'node:assert/strict'
import { clockFollower } from '#hub/clock/clock-follower.ts'
import { chanceOf } from '#simulators/chance.ts'
import { loops } from '#test/support/loops.ts'
import { type Delivered, deliver, type Weather } from './delivery.ts'
import { beatAt } from './ticking.ts'

const calm: Weather = {
  ...{ bpm: 120, jitterMs: 0.5, lost: 0, doubled: 0, stalls: 0 },
  ...{ starvings: 0, dropOuts: 0, tempos: 0, places: 0 },
}

/** What wires, sources and busy machines do. */
const real: Readonly<Record<string, Partial<Weather>>> = {
  'stalls, a drop-out and a start': { stalls: 4, dropOuts: 1, places: 1 },
  'a machine that is busy for seconds': {
    ...{ jitterMs: 2, stalls: 6, starvings: 2, dropOuts: 1, places: 2 },
  },
  'a source that is 10 ms early or late': { jitterMs: 10, stalls: 4, dropOuts: 1, places: 1 },
  'jumps and slides of the tempo': { jitterMs: 2, tempos: 2, places: 1 },
}

/** What none of them does so often, and how often the place is found at least all the same. */
const hostile: Readonly<Record<string, { weather: Partial<Weather>; share: number }>> = {
  'four ticks lost or doubled a run': {
    ...{ weather: { jitterMs: 3, lost: 0.002, doubled: 0.002, stalls: 3, places: 1 }, share: 0.98 },
  },
  'as many, of a source that is 10 ms early or late': {
    ...{ weather: { jitterMs: 10, lost: 0.002, doubled: 0.002 }, share: 0.98 },
  },
  'jumps of the tempo among stalls': {
    ...{ weather: { tempos: 2, stalls: 4, places: 1 }, share: 0.97 },
  },
  'a jump of the tempo, 10 ms early or late': {
    ...{ weather: { jitterMs: 10, tempos: 1 }, share: 0.85 },
  },
  'all of it at once': {
    weather: {
      ...{ jitterMs: 10, lost: 0.005, doubled: 0.005, stalls: 6, starvings: 1 },
      ...{ dropOuts: 2, tempos: 1, places: 1 },
    },
    share: 0.65,
  },
}

const firstSeed = 1000
const seeds = Array.from({ length: loops(8, 200) }, (_, i) => firstSeed + i)
const backWithinBeats = 4

/** A jitter of 10 ms is half a tick at 125 bpm, and beyond anybody past that. */
function run(seed: number, weather: Partial<Weather>): Delivered {
  const chance = chanceOf(seed * 7919)
  const bpm = 60 + chance() * ((weather.jitterMs ?? 0) > 5 ? 65 : 140)
  return deliver(chance, { ...calm, ...weather, bpm })
}

/** The beats after the last disturbance until the tick is the right one, and for good. */
function beatsUntilRight({ heard, calmMs, beatAt: meant }: Delivered): number {
  const follower = clockFollower()
  let wrongMs = calmMs
  for (const { message, atMs } of heard) {
    follower.hear(message, atMs)
    const offTicks = (beatAt(follower.beats() ?? nowhere, atMs) - meant(atMs)) * 24
    if (atMs > calmMs && !(Math.abs(offTicks) < 0.5)) wrongMs = atMs
  }
  return meant(wrongMs) - meant(calmMs)
}

const nowhere = { beat: Number.NaN, atMs: 0, bpm: 120, count: 0 }

function shareOfRight(weather: Partial<Weather>): number {
  const right = seeds.filter((seed) => beatsUntilRight(run(seed, weather)) < backWithinBeats)
  return right.length / seeds.length
}

describe('the place of a follower at the end of a bad line', function () {
  this.timeout(60_000)

  for (const [name, weather] of Object.entries(real))
    it(`is the right tick within four beats after ${name}`, () => {
      const right = shareOfRight(weather)

      assert.ok(right >= 0.995, `${right}`)
    })

  for (const [name, { weather, share }] of Object.entries(hostile))
    it(`is mostly the right one after ${name}`, () => {
      const right = shareOfRight(weather)
      assert.ok(right >= share, `${right}`)
    })

  it('is never left for what a stall or a drop-out does to the ticks', () => {
    const weather = { jitterMs: 2, stalls: 6, dropOuts: 1 }
    for (const seed of seeds) {
      const { heard, beatAt: meant } = run(seed, weather)
      const follower = clockFollower()
      for (const { message, atMs } of heard) {
        follower.hear(message, atMs)
        const beats = follower.beats()
        if (!beats || meant(atMs) < 4) continue
        const offMs = ((beatAt(beats, atMs) - meant(atMs)) * 60_000) / beats.bpm
        assert.ok(Math.abs(offMs) < 8, `${offMs} ms at beat ${meant(atMs)}, seed ${seed}`)
      }
    }
  })
})
