import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { MidiMessage } from '#core/midi/message.ts'
import { type AccompanimentChange, changed, firstAccompaniment } from '#core/score/accompaniment.ts'
import type { NoteEvent } from '#core/score/note-event.ts'
import type { Phrase } from '#core/score/phrase.ts'
import { openTransport } from '#hub/clock/transport.ts'
import { openConversation } from '#hub/live/conversation.ts'
import type { PerformanceWords, Performer } from '#hub/live/performer.ts'
import type { Score } from '#hub/live/score.ts'
import { quietLog } from '#test/support/live.ts'

const engine: NoteEvent['author'] = {
  kind: 'machine',
  engine: 'test',
  provider: 'local',
  seed: 1,
  because: 'ph_1',
}
const answerNotes: NoteEvent[] = [
  { pitch: 72, velocity: 80, start: 0, length: 1, author: engine },
  { pitch: 74, velocity: 80, start: 1, length: 1, author: engine },
]

/** A conversation whose time is turned by hand, and whose performer only writes down. */
function setUp(t: sinon.SinonFakeTimers, accompaniment: AccompanimentChange = {}) {
  const learned: Phrase[] = []
  const clock = { now: () => t.now, date: () => '2026-01-01T00:00:00.000Z' }
  const told: Phrase[] = []
  const cuts: { phrase: string; atMs: number }[] = []
  const performances: { score: Score; how: PerformanceWords; cancelledAt: number[] }[] = []
  const performer: Performer = {
    play(score, how) {
      const cancelledAt: number[] = []
      performances.push({ score, how, cancelledAt })
      return { over: Promise.resolve(), cancel: (at = t.now) => void cancelledAt.push(at) }
    },
    stream: () => ({ wake() {}, cut() {} }),
    silence: () => 0,
    close() {},
  }
  const transport = openTransport(() => {}, 0)
  const answer = sinon.stub<[Phrase], Promise<readonly NoteEvent[]>>().resolves(answerNotes)
  let made = 0
  const conversation = openConversation({
    respond: answer,
    learn: (phrase) => learned.push(phrase),
    accompaniment: () => changed(firstAccompaniment, accompaniment),
    steady: () => false,
    soloing: () => {},
    performer,
    transport,
    clock,
    log: quietLog,
    session: 'ss_1',
    newPhraseId: () => `ph_${++made}`,
    tell: (phrase) => told.push(phrase),
    cut: (cut) => cuts.push(cut),
  })
  const hear = (message: MidiMessage, device: string): void =>
    conversation.hear(
      { device, message, bytes: new Uint8Array(3), atMs: t.now },
      { kind: 'human', player: 'ada', device: 'keys' },
    )
  return {
    told,
    cuts,
    learned,
    performances,
    transport,
    answer,
    conversation,
    async note(pitch: number, lengthMs = 400, restMs = 100, channel = 0, device = 'keys') {
      hear({ type: 'note-on', channel, pitch, velocity: 90 }, device)
      await t.tickAsync(lengthMs)
      hear({ type: 'note-off', channel, pitch, velocity: 0 }, device)
      await t.tickAsync(restMs)
    },
  }
}

describe('a conversation', () => {
  let t: sinon.SinonFakeTimers
  beforeEach(() => {
    t = sinon.useFakeTimers({ now: 1_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  })
  afterEach(() => t.restore())

  const fourNotes = async (talk: ReturnType<typeof setUp>, channel = 0): Promise<void> => {
    for (const pitch of [60, 64, 67, 72]) await talk.note(pitch, 400, 100, channel)
  }

  it('tells the phrase when the player rests, in the tempo of the hands', async () => {
    const talk = setUp(t)

    await fourNotes(talk)
    await t.tickAsync(2000)

    const [phrase] = talk.told
    assert.equal(phrase!.by, 'player')
    assert.ok(Math.abs(phrase!.bpm - 120) < 3, `${phrase!.bpm} bpm`)
    assert.deepEqual(
      phrase!.notes.map(({ pitch, start }) => [pitch, Math.round(start)]),
      [
        [60, 0],
        [64, 1],
        [67, 2],
        [72, 3],
      ],
    )
    assert.equal(talk.transport.state().source, 'player')
  })

  it('answers on a beat, within one bar of the rest, on the channel of the player', async () => {
    const talk = setUp(t)

    await fourNotes(talk, 5)
    const restedMs = t.now
    await t.tickAsync(2000)

    const [{ score, how }] = talk.performances as [(typeof talk.performances)[number]]
    const { originMs, originBeat, bpm } = talk.transport.state()
    const beat = originBeat + ((how.originMs - originMs) * bpm) / 60_000
    assert.ok(Math.abs(beat - Math.round(beat)) < 1e-6, `beat ${beat}`)
    assert.ok(how.originMs - restedMs <= 4 * (60_000 / bpm))
    assert.equal(score.bytes[0], 0x95)
  })

  it('tells of the answer before it sounds, and says that it is the engine', async () => {
    const talk = setUp(t)
    await fourNotes(talk)
    while (talk.told.length < 2) await t.tickAsync(10)

    const answer = talk.told[1]!

    assert.equal(answer.by, 'engine')
    assert.ok(answer.atMs >= t.now + 40, `${answer.atMs - t.now} ms ahead`)
    assert.deepEqual(answer.notes, answerNotes)
  })

  it('begins the answer on a bar line while a piece plays, and in its tempo', async () => {
    const talk = setUp(t)
    talk.transport.begin({ id: 'pc_1', bpm: 90, meter: { beats: 4, unit: 4 } }, t.now - 1234)

    await fourNotes(talk)
    await t.tickAsync(3000)

    const { how } = talk.performances[0]!
    const bars = ((how.originMs - talk.transport.state().originMs) * 90) / 60_000 / 4
    assert.ok(Math.abs(bars - Math.round(bars)) < 1e-6, `bar ${bars}`)
    assert.equal(how.bpm, 90)
  })

  it('yields at the next beat when the player plays over the answer', async () => {
    const talk = setUp(t)
    await fourNotes(talk)
    await t.tickAsync(2000)

    await talk.note(60)

    const [{ cancelledAt }] = talk.performances as [(typeof talk.performances)[number]]
    assert.equal(cancelledAt.length, 1)
    const beatMs = 60_000 / talk.transport.state().bpm
    assert.ok(cancelledAt[0]! >= t.now - 500 && cancelledAt[0]! <= t.now + beatMs)
  })

  it('drops an answer that comes when the player plays again', async () => {
    const talk = setUp(t)
    const late = Promise.withResolvers<readonly NoteEvent[]>()
    talk.answer.returns(late.promise)
    await fourNotes(talk)
    await t.tickAsync(2000)

    await talk.note(60)
    late.resolve(answerNotes)
    await t.tickAsync(1)

    assert.equal(talk.performances.length, 0)
  })

  for (const respond of ['answer', 'trade'] as const)
    it(`plays nothing of what it was asked to ${respond} before all was dropped`, async () => {
      const talk = setUp(t, { respond, tradeBars: 1 })
      const late = Promise.withResolvers<readonly NoteEvent[]>()
      talk.answer.returns(late.promise)
      await fourNotes(talk)
      await t.tickAsync(3000)
      assert.equal(talk.answer.callCount, 1)

      talk.conversation.drop()
      late.resolve(answerNotes)
      await t.tickAsync(10)

      assert.equal(talk.performances.length, 0)
    })

  it('comes in where its turn is by now, when the engine was late', async () => {
    const talk = setUp(t, { respond: 'trade', tradeBars: 1 })
    talk.transport.setTempo(120, 'command', t.now)
    const late = Promise.withResolvers<readonly NoteEvent[]>()
    talk.answer.returns(late.promise)
    await fourNotes(talk)
    while (talk.answer.callCount === 0) await t.tickAsync(10)
    const barLineMs = talk.transport.nextBarMs(t.now)

    await t.tickAsync(barLineMs + 250 - t.now)
    late.resolve(answerNotes)
    await t.tickAsync(1)

    const [{ score, how }] = talk.performances as [(typeof talk.performances)[number]]
    assert.equal(how.originMs, barLineMs)
    assert.deepEqual([...score.beats], [1, 2])
  })

  it('ends an answer that is dropped, and says where', async () => {
    const talk = setUp(t)
    await fourNotes(talk)
    while (talk.performances.length === 0) await t.tickAsync(10)

    talk.conversation.drop()

    assert.deepEqual(talk.performances[0]!.cancelledAt, [t.now])
    assert.deepEqual(talk.cuts, [{ phrase: talk.told[1]!.id, atMs: t.now }])
  })

  it('forgets who has rested longest, of many pages that came and went', async () => {
    const talk = setUp(t)

    for (let page = 0; page < 200; page++)
      await talk.note(60 + (page % 12), 50, 5, 0, `page-${page}`)
    await fourNotes(talk)
    await t.tickAsync(3000)

    assert.equal(talk.told.at(-1)!.by, 'engine')
  })

  it('does not end a phrase while a key is held', async () => {
    const talk = setUp(t)

    await talk.note(60, 5000, 0)
    assert.equal(talk.told.length, 0)
    await t.tickAsync(2000)

    assert.equal(talk.told.filter(({ by }) => by === 'player').length, 1)
  })

  it('listens without answering when it is told to', async () => {
    const talk = setUp(t)
    talk.conversation.setAnswering(false)

    await fourNotes(talk)
    await t.tickAsync(3000)

    assert.equal(talk.told.length, 1)
    assert.equal(talk.learned.length, 1)
    assert.equal(talk.answer.callCount, 0)
  })

  it('answers somebody who never rests', async () => {
    const talk = setUp(t)

    for (let i = 0; i < 300; i++) await talk.note(60 + (i % 12), 80, 20)

    assert.ok(talk.told.length >= 1)
  })
})
