import assert from 'node:assert/strict'
import type { Phrase } from '#core/score/phrase.ts'
import type { Shipped } from '#flows/shipped/library.ts'
import { openStand } from '#test/hub/broker/stand.ts'
import { answerAll } from '#test/support/answer-all.ts'
import type { FlowStand } from '#test/support/flow-stand.ts'

/** Two hubs, the other one behind a real broker. */
export async function duet(stand: FlowStand, flow: Shipped['flow']): Promise<void> {
  await using elsewhere = await openStand()
  const there = await answerAll(elsewhere.broker.bus)
  const url = `mqtt://127.0.0.1:${elsewhere.port}`
  const user = { user: 'tool', password: elsewhere.secretOf('tool') }
  await stand.red.deploy(
    flow.map((node) => (node.type === 'rigsong-hub' ? { ...node, url } : node)),
    { 'duet-other': user },
  )
  const phrase: Phrase = {
    id: 'ph_1',
    session: 'ss_1',
    by: 'player',
    bpm: 96,
    meter: { beats: 4, unit: 4 },
    key: { tonic: 'D', mode: 'minor' },
    atMs: 0,
    notes: [60, 62, 64, 65].map(noteOf),
  }

  await stand.bus.publish('phrase', phrase, { session: 'ss_1' })
  await settled(stand, () => there.length === 2)
  assert.deepEqual(there, [
    {
      command: 'generate',
      words: { wish: { bpm: 96, key: { tonic: 'D', mode: 'minor' }, bars: 8 } },
    },
    { command: 'play', words: { piece: 'pc_1' } },
  ])
  assert.deepEqual(stand.asked(), [])

  await settled(stand, () => stand.red.statusOf('duet-theirs').text === 'hub is there')
  await elsewhere.broker.bus.publish('phrase', phrase, { session: 'ss_1' })
  await settled(stand, () => stand.asked().length === 2)
  assert.deepEqual(
    stand.asked().map(({ command }) => command),
    ['generate', 'play'],
  )
  assert.equal(there.length, 2)
  await stand.red.deploy([])
}

const noteOf = (pitch: number, at: number): Phrase['notes'][number] => ({
  ...{ pitch, velocity: 80, start: at, length: 1 },
  author: { kind: 'human', player: 'ada', device: 'keys' },
})

/** Waits for what comes over a real wire, which no virtual time hurries. */
async function settled(stand: FlowStand, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000
  while (!holds()) {
    assert.ok(performance.now() < deadline, 'waited in vain')
    await stand.time.pass(0)
  }
}
