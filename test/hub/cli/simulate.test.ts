import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { runInTerminal } from '#test/support/terminal.ts'

type Device = { device: string; port: string; simulated?: true }
type User = { name: string; scope: string }

describe('rigsong simulate', function () {
  this.timeout(30_000)
  let house: OpenHouse
  before(async () => {
    house = await openHouse()
  })
  after(() => house[Symbol.asyncDispose]())

  const get = async <T>(path: string): Promise<T> =>
    (await (await house.call('GET', path, { token: await house.owner() })).json()) as T
  const devices = async () => (await get<{ devices: readonly Device[] }>('/api/v1/devices')).devices
  const users = async () => (await get<{ tokens: readonly User[] }>('/api/v1/tokens')).tokens

  /** Looks around while it is played, then types `quit`. */
  async function simulate(words: string, look: () => Promise<void> = async () => {}) {
    async function* input() {
      await look()
      yield 'quit'
    }
    return runInTerminal(['simulate', ...words.split(' ')], { env: env(), input: input() })
  }

  it('plays a device of the rig, with its own options, until it is told to quit', async () => {
    let played: readonly Device[] = []

    const ran = await simulate('car --drive highway', async () => {
      played = await devices()
    })

    assert.equal(ran.code, 0, ran.err)
    assert.deepEqual(
      played.map(({ device, simulated }) => [device, simulated]),
      [['car', true]],
    )
    assert.match(ran.err, /^car is in the rig, at .*\nType: drive city/)
    assert.equal(existsSync(dirname(played[0]!.port)), false)
    assert.deepEqual(await devices(), [])
  })

  const env = () => ({ RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url })

  it('calls what it plays by the name it was asked for by', async () => {
    let played: readonly Device[] = []

    await simulate('midi-clock', async () => {
      played = await devices()
    })

    assert.deepEqual(
      played.map(({ device }) => device),
      ['midi-clock'],
    )
  })

  it('plays on after the last word of a script, until it is stopped', async () => {
    const stopping = new AbortController()

    const running = runInTerminal(['simulate', 'car'], {
      ...{ env: env(), signal: stopping.signal, input: ['drive moon'] },
      hear: (text) => text.startsWith('say one of') && stopping.abort(),
    })

    assert.equal((await running).code, 0)
  })

  it('ends with whoever typed', async () => {
    const ran = await runInTerminal(['simulate', 'car'], { env: env(), attended: true })

    assert.equal(ran.code, 0, ran.err)
    assert.deepEqual(await devices(), [])
  })

  it('plays a provider, which is no device: it says where it is', async () => {
    let played: readonly Device[] = []

    const ran = await simulate('provider anthropic --key mine', async () => {
      played = await devices()
    })

    assert.equal(ran.code, 0, ran.err)
    assert.match(
      ran.err,
      /^Start a hub with RIGSONG_ANTHROPIC_URL=http:\/\/127\.0\.0\.1:\d+ to use it\.\n/,
    )
    assert.match(ran.err, /its key is mine/)
    assert.deepEqual(played, [])
  })

  it('makes a user of the broker for a sensor, and takes it back', async () => {
    const port = await house.broker.listen({ host: '127.0.0.1', port: 0 })
    let played: readonly Device[] = []
    let known: readonly User[] = []

    const ran = await simulate(`mqtt-sensor --broker mqtt://127.0.0.1:${port}`, async () => {
      played = await devices()
      known = await users()
    })

    const user = `room-${process.pid}`
    assert.equal(ran.code, 0, ran.err)
    assert.deepEqual(
      played.map(({ port: place }) => place),
      [`mqtt:${user}`],
    )
    assert.deepEqual(
      known.map(({ name, scope }) => [name, scope]),
      [[user, 'sensor']],
    )
    assert.deepEqual([await devices(), await users()], [[], []])
  })

  it('takes back the user and the sensor of somebody who was killed', async () => {
    const port = await house.broker.listen({ host: '127.0.0.1', port: 0 })
    const { pid } = spawnSync('true')
    const left = await mkdtemp(join(tmpdir(), `rigsong-sensor-${pid}-`))
    const token = await house.owner()
    const user = { kind: 'mqtt', name: `room-${pid}`, scope: 'sensor' }
    await house.call('POST', '/api/v1/tokens', { body: user, token })
    const sensor = { transport: 'mqtt', port: `mqtt:room-${pid}`, simulated: true, player: 'ada' }
    await house.call('POST', '/api/v1/devices', { body: sensor, token })

    const ran = await simulate(`mqtt-sensor --broker mqtt://127.0.0.1:${port}`)

    assert.equal(ran.code, 0, ran.err)
    assert.equal(existsSync(left), false)
    assert.deepEqual([await devices(), await users()], [[], []])
  })

  it('takes out what somebody who was killed has left in the rig, and nothing else', async () => {
    const left = join(tmpdir(), 'rigsong-simulator-gone', 'gps')
    for (const [port, simulated] of [
      [left, true],
      ['/dev/ttyGPS', true],
      [`${left}-of-mine`, undefined],
    ]) {
      const body = { transport: 'nmea', port, simulated, player: 'ada' }
      await house.call('POST', '/api/v1/devices', { body, token: await house.owner() })
    }

    const ran = await simulate('gps')

    assert.match(ran.err, /^\S+ was left in the rig by a simulator that is gone; taken out\.$/m)
    const ports = (await devices()).map(({ port }) => port)
    assert.deepEqual(ports, ['/dev/ttyGPS', `${left}-of-mine`])
  })

  it('plays what is no device of a rig beside it', async () => {
    const before = await devices()
    let played: readonly Device[] = []

    const ran = await simulate('link --port 20876', async () => {
      played = await devices()
    })

    assert.equal(ran.code, 0, ran.err)
    assert.deepEqual(played, before)
    assert.match(ran.err, /^Type: tempo 128/)
  })

  it('says which simulators there are, and the nearest', async () => {
    const ran = await simulate('keybord')

    assert.equal(ran.code, 1)
    assert.match(ran.err, /no simulator keybord\n {2}Did you mean keyboard\? There are: keyboard, /)
  })

  it('says what a simulator misses, without its stack', async () => {
    const refused = [
      ['car --drive moon', /car did not start\n {2}say one of: city, highway, park$/],
      ['replay nowhere.ndjson', /replay did not start\n {2}ENOENT: .*$/],
    ] as const

    for (const [words, says] of refused) {
      const ran = await simulate(words)
      assert.equal(ran.code, 1)
      assert.match(ran.err.trimEnd(), says)
    }
  })

  it('plays for whoever opens its port where there is no hub', async () => {
    const env = { RIGSONG_DATA: join(house.dataDir, 'nobody') }

    const ran = await runInTerminal(['simulate', 'keyboard'], { env, input: ['quit'] })

    assert.equal(ran.code, 0, ran.err)
    assert.match(ran.err, /devices add --transport din --port \S+ --simulated$/m)
  })
})
