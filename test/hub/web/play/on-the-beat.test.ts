import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { Payload } from '#core/bus/topics.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { hubClock } from '#hub/web/live/hub-clock.ts'
import type { Cue } from '#hub/web/play/cues.ts'
import { followAnswers, followPiece } from '#hub/web/play/on-the-beat.ts'
import { samplePiece } from '../sample-piece.ts'

type Transport = Payload<'transport'>

const meter = { beats: 4, unit: 4 } as const
const at120: Transport = {
  ...{ playing: false, bpm: 120, meter, originMs: 0, originBeat: 0, source: 'player' },
}
const author = { kind: 'machine', engine: 'e', provider: 'local', seed: 1, because: 'p' } as const
const answer: Phrase = {
  ...{ id: 'ph_1', session: 'ss_1', by: 'engine', bpm: 120, meter, atMs: 4000 },
  notes: [0, 1, 2, 3].map((start) => ({ pitch: 60, velocity: 80, start, length: 1, author })),
}

function pageAt(first: Transport) {
  const hearing: ((said: Transport | undefined) => void)[] = []
  const hears = new Map<string, (payload: unknown) => void>()
  const stage = { cue: sinon.spy(), move: sinon.spy(), end: sinon.spy(), cut: sinon.spy() }
  const live = {
    clock: hubClock(),
    hear: (topic: string, _mode: 'all', hear: (payload: unknown) => void) =>
      void hears.set(topic, hear),
  }
  let nowMs = 4000
  const following = {
    ...{ live, stage },
    onTransport(hear: (said: Transport | undefined) => void) {
      hearing.push(hear)
      hear(first)
    },
  }
  followAnswers({ ...following, sound: () => 'ep', now: () => nowMs })
  const startsOf = (spy: sinon.SinonSpy): readonly number[] =>
    (spy.lastCall.args[1] as readonly Cue[]).map(({ startMs }) => Math.round(startMs))
  return {
    ...{ stage, following, startsOf },
    tell: (topic: string, payload: unknown) => hears.get(topic)!(payload),
    state(next: Transport, atMs = nowMs) {
      nowMs = atMs
      for (const hear of hearing) hear(next)
    },
  }
}

describe('a response on the page', () => {
  it('sounds where it was told, and goes on in the tempo that the hub has from then on', () => {
    const page = pageAt(at120)

    page.tell('event/phrase/+', answer)
    assert.deepEqual(page.startsOf(page.stage.cue), [4000, 4500, 5000, 5500])
    page.state({ ...at120, bpm: 60, originMs: 5000, originBeat: 10 }, 5000)

    assert.deepEqual(page.startsOf(page.stage.move), [3000, 4000, 5000, 6000])
  })

  it('stays where it is when the beats are counted anew', () => {
    const page = pageAt(at120)
    page.tell('event/phrase/+', answer)

    page.state({ ...at120, originMs: 4500, originBeat: 0 }, 4500)
    page.state({ ...at120, bpm: 60, originMs: 5000, originBeat: 1 }, 5000)

    assert.deepEqual(page.startsOf(page.stage.move), [3000, 4000, 5000, 6000])
  })

  it('waits for the beats that it was told on, where they come after it', () => {
    const page = pageAt({ ...at120, bpm: 90 })
    page.tell('event/phrase/+', answer)

    page.state({ ...at120, originMs: 3000, originBeat: 0 })

    assert.deepEqual(page.startsOf(page.stage.move), [4000, 4500, 5000, 5500])
  })

  it('ends where it yields, and is moved no more', () => {
    const page = pageAt(at120)
    page.tell('event/phrase/+', answer)

    page.tell('event/yielded/+', { phrase: 'ph_1', atMs: 4800 })
    page.state({ ...at120, bpm: 100, originMs: 4800, originBeat: 9.6 }, 4800)

    assert.deepEqual(page.stage.end.lastCall.args, ['answer', 4800])
    assert.equal(page.stage.move.callCount, 0)
  })

  it('is left as it was once it is over', () => {
    const page = pageAt(at120)
    page.tell('event/phrase/+', answer)

    page.state({ ...at120, bpm: 60, originMs: 9000, originBeat: 18 }, 9000)

    assert.equal(page.stage.move.callCount, 0)
  })
})

describe('a piece on the page', () => {
  const piece = samplePiece(1)
  const playing: Transport = { ...at120, playing: true, piece: piece.id, source: 'piece' }
  const settled = async (): Promise<void> => void (await new Promise((done) => setImmediate(done)))

  it('moves with the tempo, and begins anew where it is begun anew', async () => {
    const page = pageAt(at120)
    followPiece({ ...page.following, shelf: { fetch: async () => piece } })

    page.state(playing)
    await settled()
    page.state({ ...playing, bpm: 118, originMs: 4000, originBeat: 8 })
    await settled()
    page.state({ ...playing, originMs: 8000 })
    await settled()
    page.state(at120)

    assert.deepEqual(
      [page.stage.cue.callCount, page.stage.move.callCount, page.stage.cut.callCount],
      [2, 1, 1],
    )
  })
})
