import assert from 'node:assert/strict'
import type { Bus, Heard } from '#core/bus/bus.ts'
import type { TopicName } from '#core/bus/topics.ts'
import { followCurrentPiece } from '#hub/current-piece.ts'
import type { PieceSummary } from '#hub/library/piece-summary.ts'

const transport = (piece: string, playing: boolean) => ({
  ...{ playing, bpm: 90, meter: { beats: 4, unit: 4 } as const, piece },
  ...{ originMs: 0, originBeat: 0, source: 'piece' as const },
})

describe('the piece of the moment', () => {
  let hear: Map<TopicName, (heard: never) => void>
  let kept: string[]
  const bus: Pick<Bus, 'subscribe'> = {
    async subscribe(name, listen) {
      hear.set(name, listen)
      return { [Symbol.dispose]() {} }
    },
  }
  const pieces = {
    has: async (id: string) => kept.includes(id),
    list: async () => ({ page: kept.slice(-1).map((id) => ({ id }) as PieceSummary) }),
  }
  const tell = <N extends TopicName>(name: N, heard: Omit<Heard<N>, 'words'>): void =>
    hear.get(name)?.({ ...heard, words: {} } as never)

  beforeEach(() => {
    hear = new Map()
    kept = ['pc_1', 'pc_2']
  })

  it('is the newest one after a start, and none in an empty library', async () => {
    const current = await followCurrentPiece(bus, pieces)

    assert.equal(await current(), 'pc_2')
    kept = []
    assert.equal(await current(), undefined)
  })

  it('is the one that plays, until another is made', async () => {
    const current = await followCurrentPiece(bus, pieces)

    tell('transport', { payload: transport('pc_1', true), retained: false })
    assert.equal(await current(), 'pc_1')
    tell('transport', { payload: transport('pc_1', false), retained: false })
    assert.equal(await current(), 'pc_1')
    kept.push('pc_3')
    const made = { piece: 'pc_3', title: 'x', change: 'added' } as const
    tell('piece', { payload: made, retained: false })
    assert.equal(await current(), 'pc_3')
  })

  it('is not one that was played long ago, nor one that is gone', async () => {
    const current = await followCurrentPiece(bus, pieces)

    tell('transport', { payload: transport('pc_1', false), retained: true })
    assert.equal(await current(), 'pc_2')
    tell('transport', { payload: transport('pc_1', true), retained: false })
    tell('piece', { payload: { piece: 'pc_1', title: 'x', change: 'removed' }, retained: false })
    assert.equal(await current(), 'pc_2')
  })
})
