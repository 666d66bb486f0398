import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scope } from '#hub/broker/access.ts'
import { openWire } from '#test/support/mqtt-wire.ts'
import { openTempFolder } from '#test/support/temp.ts'
import { openStand } from './stand.ts'

describe('users of the bus', () => {
  it('get a secret of their own, which outlives the broker', async () => {
    await using folder = await openTempFolder()
    let secret = ''
    {
      await using stand = await openStand({ folder: folder.path })
      secret = await stand.broker.users.create('studio-tool', 'tool')
    }
    await using stand = await openStand({ folder: folder.path })

    await using wire = await stand.as('studio-tool', { password: secret })

    await wire.ping()
    assert.equal(Buffer.from(secret, 'base64url').length, 32)
    assert.ok(stand.broker.users.list().some(({ name }) => name === 'studio-tool'))
  })

  it('are kept without their secrets', async () => {
    await using folder = await openTempFolder()
    await using stand = await openStand({ folder: folder.path })
    const secret = await stand.broker.users.create('knob', 'sensor')

    assert.equal(JSON.stringify(stand.broker.users.list()).includes(secret), false)
    for (const file of ['hub.db', 'hub.db-wal'])
      assert.equal((await readFile(join(folder.path, file))).includes(secret), false)
  })

  it('are cut off when they are removed', async () => {
    await using stand = await openStand()
    const secret = await stand.broker.users.create('knob', 'sensor')
    await using wire = await stand.as('knob', { password: secret })

    assert.equal(await stand.broker.users.remove('knob'), true)

    await wire.ended()
    await assert.rejects(stand.as('knob', { password: secret }), /refused with 4/)
    assert.equal(await stand.broker.users.remove('knob'), false)
  })

  it('cannot take a name that is taken, unfit, or could pass for another', async () => {
    await using stand = await openStand()
    const unfit: [name: string, scope: string][] = [
      ['live', 'tool'],
      ['tool', 'tool'],
      ['hub', 'tool'],
      ['Keys', 'tool'],
      ['', 'tool'],
      ['a/b', 'tool'],
      ['live-2', 'tool'],
      ['cloud', 'tool'],
      ['__proto__', 'tool'],
      ['keys', 'owner'],
      ['keys', '__proto__'],
      ['rigsong', 'sensor'],
      ['homeassistant', 'sensor'],
    ]
    for (const [name, scope] of unfit)
      await assert.rejects(stand.broker.users.create(name, scope as Scope), { code: 'bad-request' })
  })

  it('wait after too many wrong passwords from their address, but never with the right one', async () => {
    let nowMs = 0
    const clock = { now: () => nowMs, date: () => '2026-01-01T00:00:00.000Z' }
    await using stand = await openStand({
      clock,
      limits: { wrongPasswordBurst: 3, wrongPasswordsPerMinute: 60 },
    })
    const tryPassword = async (password: string): Promise<number> => {
      await using wire = await openWire(stand.port)
      return (await wire.connect({ id: 'live', user: 'live', password })).code
    }

    const codes: number[] = []
    const guesses = ['a', 'b', 'c', 'd', 'e', 'secret-of-live', 'f']
    for (const guess of guesses) codes.push(await tryPassword(guess))
    nowMs = 5000

    assert.deepEqual(codes, [4, 4, 4, 4, 3, 0, 3])
    assert.equal(await tryPassword('g'), 4)
  })
})
