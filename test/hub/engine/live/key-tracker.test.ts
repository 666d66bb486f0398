import assert from 'node:assert/strict'
import { pitchClass } from '#core/music/pitch.ts'
import { keyFrom } from '#core/music/scale.ts'
import { openHearing } from '#hub/engine/live/hearing.ts'
import { changesOf, comped } from '#test/support/chart.ts'
import { charts } from '#test/support/charts.ts'

const bpm = 100
const meter = { beats: 4, unit: 4 } as const

/** The share of strokes, from the third bar on, at which the key is heard that is meant, in all twelve keys. */
function heardIn(songs: readonly (readonly [key: string, chart: string])[], rootless = false) {
  let strokes = 0
  let right = 0
  for (const [key, chart] of songs)
    for (let up = 0; up < 12; up++) {
      const { tonic, mode } = keyFrom(key)!
      const hearing = openHearing()
      hearing.count({ bpm, meter, originMs: 0, originBeat: 0 })
      for (const { beat, pitch, velocity } of comped(changesOf(chart, { up }), { rootless })) {
        const atMs = (beat * 60_000) / bpm
        if (velocity === 0) {
          hearing.lift({ pitch, atMs })
          continue
        }
        hearing.strike({ pitch, velocity, atMs })
        if (beat < 8) continue
        const heard = hearing.context().key!
        const isRight = pitchClass(heard.tonic) === (pitchClass(tonic) + up) % 12
        strokes += 1
        if (isRight && heard.mode === mode) right += 1
      }
    }
  return right / strokes
}

const threeTimes = (chart: string): string => [chart, chart, chart].join(' | ')
const cadences = [
  ['C major', 'Dm7 | G7 | Cmaj7 | Cmaj7'],
  ['C major', 'Dm7 G7 | Cmaj7'],
  ['C major', 'Cmaj7 | Fmaj7 | Em7 A7 | Dm7 G7 | Cmaj7 | Cmaj7'],
  ['A minor', 'Bm7b5 | E7 | Am7 | Am7'],
  ['A minor', 'Am7 | Bm7b5 E7 | Am7 | Dm7 | Bm7b5 E7 | Am7'],
].map(([key, chart]) => [key!, threeTimes(chart!)] as const)
const vamps = [
  ['D minor', 'Dm7 | G7'],
  ['D minor', 'Dm | Em | Dm | C'],
  ['A minor', 'Am | D'],
  ['G major', 'G | F'],
  ['C major', 'C7 | F7 | C7 | C7 | F7 | F7 | C7 | C7 | G7 | F7 | C7 | C7'],
].map(([key, chart]) => [key!, threeTimes(chart!)] as const)

describe('the key that is heard', () => {
  it('is the one that a dominant resolves to, major or minor, with and without a left hand', () => {
    assert.ok(heardIn(cadences) > 0.95, `${heardIn(cadences)}`)
    assert.ok(heardIn(cadences, true) > 0.95, `${heardIn(cadences, true)}`)
  })

  it('is the one a jazz tune has most of the time, whatever it passes through', () => {
    assert.ok(heardIn(charts.jazz) > 0.7, `${heardIn(charts.jazz)}`)
  })

  it('stays at home in dorian and mixolydian vamps, and in a blues', () => {
    assert.ok(heardIn(vamps, true) > 0.8, `${heardIn(vamps, true)}`)
  })

  it('is that of most of a folk or modal song', () => {
    assert.ok(heardIn(charts.folk) > 0.9, `${heardIn(charts.folk)}`)
    assert.ok(heardIn(charts.modal) > 0.73, `${heardIn(charts.modal)}`)
  })
})
