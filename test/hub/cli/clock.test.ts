import assert from 'node:assert/strict'
import type { Asked, Payload } from '#core/bus/topics.ts'
import { HubError } from '#core/errors.ts'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { runInTerminal } from '#test/support/terminal.ts'

describe('rigsong clock', function () {
  this.timeout(30_000)
  let house: OpenHouse
  let state: Payload<'clock'>
  const told: Partial<Asked<'set'>>[] = []

  /** A live process that does as it is told, as far as the clock goes. */
  async function playLive({ bus }: OpenHouse['broker']): Promise<void> {
    await bus.answer('set', async ({ clock, clockFrom, sendClock }) => {
      if (clockFrom === 'theremin')
        throw new HubError('device-unknown', 'there is no device theremin', { hint: 'Look.' })
      told.push({
        ...(clock && { clock }),
        ...(clockFrom && { clockFrom }),
        ...(sendClock !== undefined && { sendClock }),
      })
      return {}
    })
    await say({ leads: 'own', sendsTo: [], status: 'free' })
  }

  async function say(next: Payload<'clock'>): Promise<void> {
    state = next
    await house.broker.bus.publish('clock', state)
  }

  const rigsong = (line: string) => {
    const env = { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url }
    return runInTerminal(line.split(' '), { env, cwd: house.dataDir })
  }

  before(async () => {
    house = await openHouse()
  })
  after(() => house[Symbol.asyncDispose]())

  it('is not known before live has spoken', async () => {
    const { code, err } = await rigsong('clock')

    assert.equal(code, 1)
    assert.match(err, /live process/)
    await playLive(house.broker)
  })

  it('says who leads, how well, and who is sent ours', async () => {
    assert.equal((await rigsong('clock')).out, 'we lead\nour clock goes to nobody\n')
    await say({
      ...{ leads: 'midi', from: 'drums', device: 'drums', status: 'locked' },
      ...{ bpm: 126.4, jitterMs: 2.5, sendsTo: ['synth', 'sampler'] },
    })
    assert.equal(
      (await rigsong('clock')).out,
      'midi drums: locked, 126.4 bpm, jitter 2.5 ms\nour clock goes to synth, sampler\n',
    )
    await say({
      ...{ leads: 'link', status: 'waiting', bpm: 120, peers: 0, sendsTo: 'all' },
      hint: 'No network to meet peers on.',
    })

    assert.equal(
      (await rigsong('clock')).out,
      'link: nobody is heard yet, 120 bpm, 0 peers\nNo network to meet peers on.\nour clock goes to all\n',
    )
    assert.deepEqual(JSON.parse((await rigsong('clock --json')).out), state)
  })

  it('asks live to choose who leads and who is sent ours', async () => {
    for (const line of [
      'own',
      'midi',
      'midi drums',
      'link',
      'send synth drums',
      'send all',
      'send none',
    ])
      assert.equal((await rigsong(`clock ${line}`)).code, 0, line)

    assert.deepEqual(told, [
      { clock: 'own' },
      { clock: 'midi' },
      { clock: 'midi', clockFrom: 'drums' },
      { clock: 'link' },
      { sendClock: ['synth', 'drums'] },
      { sendClock: true },
      { sendClock: false },
    ])
  })

  it('refuses what contradicts itself, and passes on what live refuses', async () => {
    assert.equal((await rigsong('clock send all synth')).code, 2)
    const { code, err } = await rigsong('clock midi theremin')

    assert.equal(code, 1)
    assert.match(err, /no device theremin/)
  })
})
