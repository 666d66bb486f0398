import type { Bus } from '#core/bus/bus.ts'
import type { Payload } from '#core/bus/topics.ts'
import { firstAccompaniment } from '#core/score/accompaniment.ts'

/** A live process that does as it is told, and what it was told. */
export type PlayedLive = { readonly told: (readonly [string, object])[] }

export const still: Payload<'transport'> = {
  playing: false,
  bpm: 100,
  meter: { beats: 4, unit: 4 },
  originMs: 0,
  originBeat: 0,
  source: 'default',
}

export const accompanying: Payload<'engine'> = {
  ...{ provider: 'local', version: '1', answering: true, lookaheadBeats: 8, commitBeats: 1 },
  ...{ accompaniment: firstAccompaniment, bandPlays: false },
}

/** Answers live's commands and says its transport, in place of the live process. */
export async function playLive(bus: Bus): Promise<PlayedLive> {
  const told: [string, object][] = []
  const note = (name: string, { id: _, replyTo: __, by: ___, ...words }: Record<string, unknown>) =>
    void told.push([name, words])
  await bus.answer('play', (asked) => {
    note('play', asked)
    return { piece: asked.piece, startsAtMs: 1 }
  })
  await bus.answer('stop', (asked) => {
    note('stop', asked)
    return {}
  })
  await bus.answer('panic', (asked) => {
    note('panic', asked)
    return { released: 2 }
  })
  await bus.answer('set', (asked) => {
    note('set', asked)
    return {}
  })
  await bus.answer('keep', (asked) => {
    note('keep', asked)
    return { take: 'tk_1', lengthMs: 4000, notes: 4 }
  })
  await bus.answer('output', (asked) => {
    note('output', asked)
    return {}
  })
  await bus.answer('flash', (asked) => {
    note('flash', asked)
    return { bytes: 1000 }
  })
  await bus.answer('record', (asked) => {
    note('record', asked)
    return { file: 'box.ndjson', bytes: 0 }
  })
  await bus.answer('why', ({ phrase = 'ph_last' }) => ({
    ...{ phrase, role: 'answer' as const, says: 'answers', because: 'ph_1', chords: [] },
    ...{ engine: { name: 'rigsong', version: '1' }, seed: 1, bpm: 96, features: {} },
    ...{ memory: 'aaaaaaaa', notes: 'bbbbbbbb', repeats: true },
  }))
  await bus.publish('transport', still)
  await bus.publish('engine', accompanying)
  await bus.publish('clock', { leads: 'own', sendsTo: [], status: 'free' })
  return { told }
}
