import assert from 'node:assert/strict'
import { together } from '#hub/live/together.ts'

const opened = (name: string, closed: string[] = []) => ({
  name,
  async [Symbol.asyncDispose]() {
    closed.push(name)
  },
})

const ready = <T>(one: T): Promise<T> => Promise.resolve(one)

describe('what is opened at once', () => {
  it('is there when all of it is', async () => {
    const [one, other] = await together(ready(opened('journal')), ready(opened('clock')))

    assert.deepEqual([one.name, other.name], ['journal', 'clock'])
  })

  it('is closed again where one of it does not open, also what opens later', async () => {
    const closed: string[] = []
    const late = Promise.withResolvers<AsyncDisposable>()

    const opening = together(
      Promise.reject(new Error('no room')),
      ready(opened('clock', closed)),
      late.promise,
    )
    late.resolve(opened('journal', closed))

    await assert.rejects(opening, { message: 'no room' })
    assert.deepEqual(closed, ['clock', 'journal'])
  })
})
