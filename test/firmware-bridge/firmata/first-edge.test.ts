import assert from 'node:assert/strict'
import { firstEdge } from '#firmware-bridge/firmata/first-edge.ts'
import { type VirtualTime, virtualTime } from '#test/support/virtual-time.ts'

describe('a contact that bounces', () => {
  let time: VirtualTime
  let said: string[]
  const contact = () =>
    firstEdge(
      (closed, first) => void said.push(`${first ? 'found ' : ''}${closed ? 'closed' : 'open'}`),
    )
  beforeEach(() => {
    time = virtualTime()
    said = []
  })
  afterEach(() => time[Symbol.dispose]())

  it('counts at its first edge, at once, and not again for what follows', async () => {
    const edge = contact()
    edge.level(false)
    await time.pass(25)

    edge.level(true)
    assert.deepEqual(said, ['found open', 'closed'])
    for (const closed of [false, true, false, true]) edge.level(closed)
    await time.pass(25)

    assert.deepEqual(said, ['found open', 'closed'])
  })

  it('is let go of a little later where it was let go of while it bounced', async () => {
    const edge = contact()
    edge.level(false)
    await time.pass(25)

    edge.level(true)
    edge.level(false)
    assert.deepEqual(said, ['found open', 'closed'])
    await time.pass(25)

    assert.deepEqual(said, ['found open', 'closed', 'open'])
  })

  it('says what it is found as, and again after it was forgotten', async () => {
    const edge = contact()

    edge.level(true)
    edge.forget()
    edge.level(true)

    assert.deepEqual(said, ['found closed', 'found closed'])
    edge.forget()
  })

  it('says nothing twice', async () => {
    const edge = contact()
    for (let i = 0; i < 5; i++) {
      edge.level(true)
      await time.pass(25)
    }

    assert.deepEqual(said, ['found closed'])
  })
})
