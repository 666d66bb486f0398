import assert from 'node:assert/strict'
import { firstStory, goOn, type TickStory } from '#hub/clock/tick-story.ts'

const sigmaMs = 0.5

/** A story of ticks every 20 ms, the last one at 1000 ms. */
function steady(): TickStory {
  let story = firstStory(0, 0)
  for (let tick = 1; tick <= 50; tick++)
    story = goOn(story, { atMs: tick * 20, sinceMs: 20, sigmaMs })[0]!
  return story
}

/** The likeliest story after ticks at these times. */
function told(...times: readonly number[]): TickStory {
  let stories: readonly TickStory[] = [steady()]
  let lastMs = 1000
  for (const atMs of times) {
    const heard = { atMs, sinceMs: atMs - lastMs, sigmaMs }
    stories = stories.flatMap((story) => goOn(story, heard)).sort((a, b) => b.nats - a.nats)
    lastMs = atMs
  }
  return stories[0]!
}

describe('the story of a row of ticks', () => {
  it('is one where nothing happened while they are in time', () => {
    assert.equal(goOn(steady(), { atMs: 1020.4, sinceMs: 20.4, sigmaMs }).length, 1)
  })

  it('is that one was late by itself, which moves nothing', () => {
    const { tick, lineMs } = told(1035, 1040, 1060)

    assert.equal(tick, 53)
    assert.ok(Math.abs(lineMs - 1060) < 0.1)
  })

  it('is that they were held up where they come all at once', () => {
    const { tick, lineMs } = told(1100, 1100, 1100, 1100, 1100, 1120)

    assert.equal(tick, 56)
    assert.ok(Math.abs(lineMs - 1120) < 0.1)
  })

  it('is that they were lost where those that come are on the beat by themselves', () => {
    assert.equal(told(1100, 1120, 1140).tick, 57)
    assert.equal(told(1040, 1060, 1080, 1100).tick, 55)
  })

  it('is that one came twice where all after it would be early', () => {
    assert.equal(told(1020, 1020, 1040, 1060, 1080).tick, 54)
  })

  it('is another tempo where each is further off, and no loss of every second', () => {
    const { tick, periodMs } = told(1040, 1080, 1120, 1160)

    assert.equal(tick, 54)
    assert.ok(Math.abs(periodMs - 40) < 0.5)
  })

  it('is, in the end, that the source has left its beat', () => {
    const times = Array.from({ length: 12 }, (_, i) => 1030 + i * 20)

    assert.ok(Math.abs(told(...times).lineMs - times.at(-1)!) < 1)
  })
})
