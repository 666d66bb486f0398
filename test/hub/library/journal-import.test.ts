import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type JournalRecord, journalLine } from '#core/journal/record.ts'
import { loops } from '#test/support/loops.ts'
import { type OpenLibrary, openTestLibrary } from './open-library.ts'

type Keep = { take: string; fromMs: number; toMs: number; title?: string }
type Segment = {
  name: string
  atMs: number
  session?: string
  previous?: string
  /** When the machine booted. */
  boot?: string
  notes?: readonly (readonly [atMs: number, pitch: number, velocity?: number])[]
  keeps?: readonly Keep[]
  tempo?: { atMs: number; beat: number; bpm: number }
  closeMs?: number
}

const boot = '2026-11-23T10:00:00.000Z'

function textOf({ name, atMs, session = 'ss_1', previous, notes = [], ...rest }: Segment): string {
  const date = new Date(Date.parse(rest.boot ?? boot) + atMs).toISOString()
  const records: JournalRecord[] = [
    { type: 'open', segment: name, session, ...(previous && { previous }), date, atMs, version: 1 },
    { type: 'author', n: 1, author: { kind: 'human', player: 'ada', device: 'keys' } },
    ...(rest.tempo ? [{ type: 'tempo', ...rest.tempo } as const] : []),
    ...notes.map(([at, pitch, velocity = 100]): JournalRecord => {
      const bytes = [velocity > 0 ? 0x90 : 0x80, pitch, velocity]
      return { type: 'midi', atMs: at, device: 'keys', bytes, by: 1 }
    }),
    ...(rest.keeps ?? []).map(
      (keep): JournalRecord => ({
        type: 'keep',
        title: 'That',
        atMs: keep.toMs,
        because: 'cm_1',
        ...keep,
      }),
    ),
    { type: 'close', atMs: rest.closeMs ?? Math.max(atMs, ...notes.map(([at]) => at)) },
  ]
  return records.map(journalLine).join('')
}

describe('the journal that live sends', () => {
  let open: OpenLibrary
  const send = (segment: Segment) =>
    open.library.journal.importSegment(segment.name, textOf(segment))
  const pitchesOf = async (take: string) =>
    (await open.library.takes.get(take))?.events
      .filter(({ bytes }) => bytes[0] === 0x90)
      .map(({ bytes }) => bytes[1])

  before(async () => {
    open = await openTestLibrary()
  })
  beforeEach(() => open.empty())
  after(() => open[Symbol.asyncDispose]())

  const first: Segment = {
    name: 'sg_1',
    atMs: 0,
    notes: [
      [100, 60],
      [200, 60, 0],
    ],
    closeMs: 1000,
  }
  const second: Segment = {
    name: 'sg_2',
    previous: 'sg_1',
    atMs: 1000,
    notes: [
      [1100, 64],
      [1200, 64, 0],
    ],
    keeps: [{ take: 'tk_1', fromMs: 50, toMs: 1500 }],
  }

  it('becomes a take where a segment asks to keep something', async () => {
    const keeps = [{ take: 'tk_1', fromMs: 100, toMs: 600, title: 'Morning' }]

    const found = await send({ ...first, keeps })

    assert.deepEqual(found, {
      arrived: true,
      takes: [
        {
          id: 'tk_1',
          session: 'ss_1',
          title: 'Morning',
          createdAt: '2026-11-23T10:00:00.600Z',
          lengthMs: 500,
          notes: 1,
        },
      ],
    })
    const take = await open.library.takes.get('tk_1')
    assert.deepEqual(take?.events[0], {
      atMs: 0,
      device: 'keys',
      bytes: [0x90, 60, 100],
      author: { kind: 'human', player: 'ada', device: 'keys' },
    })
  })

  it('holds also what was played a moment before its segment was opened', async () => {
    const keeps = [{ take: 'tk_1', fromMs: 100, toMs: 200 }]

    await send({ ...first, atMs: 220, keeps })

    assert.deepEqual(await pitchesOf('tk_1'), [60])
  })

  it('changes nothing when a segment arrives twice', async () => {
    await send(first)
    await send(second)
    await open.library.takes.change('tk_1', { title: 'Mine' })

    const again = await send(second)

    assert.deepEqual(again, { arrived: false, takes: [] })
    assert.equal((await open.library.takes.get('tk_1'))?.title, 'Mine')
    assert.equal(await open.library.takes.count(), 1)
  })

  it('is given back as it came', async () => {
    await send(first)

    assert.equal(await open.library.journal.text('sg_1'), textOf(first))
  })

  it('waits with a take for the segment it reaches into', async () => {
    assert.deepEqual((await send(second)).takes, [])
    assert.equal(await open.library.takes.get('tk_1'), undefined)

    const found = await send(first)

    assert.deepEqual(
      found.takes.map(({ id }) => id),
      ['tk_1'],
    )
    assert.deepEqual(await pitchesOf('tk_1'), [60, 64])
  })

  it('lets a take grow when an earlier segment comes that nobody knew of', async () => {
    const { previous: _, ...unaware } = second
    await send(unaware)
    assert.deepEqual(await pitchesOf('tk_1'), [64])

    await send(first)

    assert.deepEqual(await pitchesOf('tk_1'), [60, 64])
  })

  it('gives the same take in whatever order segments come, and however often', async () => {
    const three: readonly Segment[] = [
      first,
      { ...second, keeps: [] },
      {
        name: 'sg_3',
        previous: 'sg_2',
        atMs: 2000,
        notes: [
          [2100, 67],
          [2300, 67, 0],
        ],
        keeps: [{ take: 'tk_1', fromMs: 50, toMs: 2500 }],
      },
    ]
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 0, 1, 2], { minLength: 6 }), async (order) => {
        await open.empty()
        for (const n of order)
          await open.library.journal.importSegment(three[n]!.name, textOf(three[n]!))

        const take = await open.library.takes.get('tk_1')
        assert.deepEqual(
          take?.events.map(({ bytes }) => bytes[1]),
          [60, 60, 64, 64, 67, 67],
        )
      }),
      { numRuns: loops(8, 100) },
    )
  })

  it('reaches into what an earlier live of the same boot played, and not into another day', async () => {
    await send({ ...first, session: 'ss_0' })
    await send({ ...first, name: 'sg_9', session: 'ss_9', boot: '2026-11-20T10:00:00.000Z' })
    const { previous: _, ...unaware } = second

    await send(unaware)

    assert.deepEqual(await pitchesOf('tk_1'), [60, 64])
  })

  it('leaves out the ends of earlier notes, and releases those still held at its end', async () => {
    const notes = [
      [100, 60],
      [300, 60, 0],
      [400, 64],
    ] as const
    await send({ ...first, notes, keeps: [{ take: 'tk_1', fromMs: 200, toMs: 900 }] })

    const take = await open.library.takes.get('tk_1')

    assert.deepEqual(
      take?.events.map(({ atMs, bytes }) => [atMs, ...bytes]),
      [
        [200, 0x90, 64, 100],
        [700, 0x80, 64, 0],
      ],
    )
  })

  it('keeps where the beat stood', async () => {
    const tempo = { atMs: 0, beat: 8, bpm: 120 }
    await send({ ...first, tempo, keeps: [{ take: 'tk_1', fromMs: 250, toMs: 900 }] })

    const take = await open.library.takes.get('tk_1')

    assert.deepEqual(take?.tempo, [{ atMs: 0, beat: 0.5, bpm: 120 }])
  })

  it('loses only the torn line of a torn segment', async () => {
    const text = textOf({ ...first, keeps: [{ take: 'tk_1', fromMs: 0, toMs: 900 }] })

    await open.library.journal.importSegment('sg_1', text.slice(0, -5))

    assert.deepEqual(await pitchesOf('tk_1'), [60])
  })

  it('takes a segment whose first line is torn, so that those behind it are not held up', async () => {
    const text = textOf(first).replace(/^./, '~')

    assert.equal((await open.library.journal.importSegment('sg_1', text)).arrived, true)
    assert.equal(await open.library.journal.text('sg_1'), text)
  })

  it('puts the longer form of a segment in the place of the shorter', async () => {
    const text = textOf(first)
    await open.library.journal.importSegment('sg_1', text.slice(0, 200))

    assert.equal((await open.library.journal.importSegment('sg_1', text)).arrived, true)
    assert.equal(
      (await open.library.journal.importSegment('sg_1', text.slice(0, 200))).arrived,
      false,
    )
    assert.equal(await open.library.journal.text('sg_1'), text)
  })

  it('keeps two different segments of one name', async () => {
    await send(first)
    const other = {
      ...first,
      notes: [[100, 72]] as const,
      keeps: [{ take: 'tk_2', fromMs: 0, toMs: 900 }],
    }

    assert.equal((await send(other)).arrived, true)
    assert.equal((await send(other)).arrived, false)
    assert.equal(await open.library.journal.text('sg_1'), textOf(first))
  })

  it('refuses what is no journal at all', async () => {
    await assert.rejects(open.library.journal.importSegment('sg_1', 'hello\nworld\n'), {
      code: 'bad-request',
    })
  })
})
