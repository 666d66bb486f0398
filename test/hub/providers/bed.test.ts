import assert from 'node:assert/strict'
import { playBed } from '#hub/providers/bed.ts'
import { openBreaker } from '#hub/providers/breaker.ts'
import type { Budget } from '#hub/providers/budget.ts'
import type { BedPlayer, BedRequest, Failure } from '#hub/providers/provider.ts'
import { pieceOf } from '#test/hub/library/pieces-of.ts'

const sampleRate = 48_000

/** Plays a low hum as long as it is asked for. */
function hummer(): BedPlayer & { readonly asked: readonly BedRequest[] } {
  const asked: BedRequest[] = []
  return {
    ...{ name: 'lyria', does: 'bed', url: '', model: 'hum', asked },
    async play(request) {
      asked.push(request)
      const pcm = Int16Array.from(
        { length: request.seconds * sampleRate * 2 },
        (_, i) => 6000 * Math.sin((2 * Math.PI * 220 * (i >> 1)) / sampleRate),
      )
      return { pcm, sampleRate }
    },
  }
}

describe('a bed that is asked for', () => {
  let fares: (Failure | 'over-cap' | undefined)[]
  let player: ReturnType<typeof hummer>

  beforeEach(() => {
    fares = []
    player = hummer()
  })

  const ask = (lengthBeats: number, budget: Pick<Budget, 'reserve'>) =>
    playBed(
      { piece: { ...pieceOf('pc_1'), lengthBeats }, because: 'cm_1' },
      {
        ...{ player, model: 'hum', url: '', key: 'k', capMicroUsd: 1e6 },
        breaker: openBreaker(() => 0),
      },
      {
        budget,
        fared: (failure) => fares.push(failure),
        signal: new AbortController().signal,
      },
    )

  it('is long enough to be heard, however short the piece is', async () => {
    const { sound } = await ask(1, { reserve: async () => ({ settle: async () => {} }) })

    assert.equal(sound.seconds, 4)
    assert.deepEqual(fares, [undefined])
  })

  it('is not asked for where its meter cannot be written', async () => {
    const reserve = () => Promise.reject(new Error('the disk is full'))

    await assert.rejects(ask(8, { reserve }), { code: 'provider-unavailable' })
    assert.deepEqual(fares, [{ why: 'unmetered' }])
    assert.equal(player.asked.length, 0)
  })

  it('is kept where what it did cost cannot be written down', async () => {
    const settle = () => Promise.reject(new Error('the disk is full'))

    const { sound } = await ask(16, { reserve: async () => ({ settle }) })

    assert.ok(sound.seconds >= 4)
  })
})
