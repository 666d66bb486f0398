import assert from 'node:assert/strict'
import { flowsSocketOf } from '#runtime/flows-socket.ts'
import { type Answered, callSocket, otherUser, whyNotOtherUser } from '#test/support/flows.ts'
import { openLiveClient } from '#test/support/live-client.ts'
import { openPtys, type Pty, type PtyKit } from '#test/support/pty.ts'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'

type Status = { state: string; revision: string; tabs: { label: string; disabled: boolean }[] }

type Said = { state?: string; revision?: string; tabs?: unknown; figures?: { tabs?: number } }

const held = [0x90, 60, 100, 0x90, 64, 100]

describe('flows beside the music', function () {
  this.timeout(90_000)
  let rigsong: Rigsong
  let ptys: PtyKit
  let keys: Pty
  let synth: Pty
  const flows = <T>(method: string, path: string, body?: unknown): Promise<Answered<T>> =>
    callSocket(flowsSocketOf(rigsong.dataDir), { method, path, body, headers: {} })
  const status = async (): Promise<Status> => (await flows<Status>('GET', '/keeper/status')).body
  const untilLive = (count: number): Promise<void> =>
    until(async () => {
      const { devices } = await rigsong.call<{ devices: { status: string }[] }>(
        'GET',
        '/api/v1/devices',
      )
      return devices.filter(({ status }) => status === 'live').length >= count
    }, `${count} live devices`)

  before(async () => {
    // As in production, where this test may.
    const user = whyNotOtherUser() ? {} : { RIGSONG_FLOWS_USER: otherUser }
    rigsong = await startRigsong({ env: { RIGSONG_PROCESSES: 'live,flows', ...user } })
    ptys = await openPtys()
    keys = await ptys.open()
    synth = await ptys.open()
    for (const { path } of [keys, synth])
      await rigsong.cli('devices', 'add', '--transport', 'din', '--port', path)
    await until(async () => (await status()).state === 'ready', 'the flows')
    await untilLive(2)
  })
  after(async () => {
    await rigsong[Symbol.asyncDispose]()
    await ptys[Symbol.asyncDispose]()
  })

  it('begin with a first flow: a button of a knob box makes a piece, and it plays', async () => {
    const pieces = async () =>
      (await rigsong.call<{ pieces: { bpm: number }[] }>('GET', '/api/v1/pieces')).pieces
    const tempo = async () => (await rigsong.call<{ bpm: number }>('GET', '/api/v1/transport')).bpm
    const plays = async () =>
      (await rigsong.call<{ playing: boolean }>('GET', '/api/v1/transport')).playing
    await using box = await startSimulator('hub-frame-box')
    const { transport, port, description } = box.ready
    const what = ['--description', description, '--name', 'knob-box', '--simulated']
    await rigsong.cli('devices', 'add', '--transport', transport, '--port', port, ...what)
    await untilLive(3)

    await box.say('turn knob-2 0.9')
    await until(async () => Math.round(await tempo()) === 168, 'the tempo to follow the knob')
    await box.say('press button-1')
    await box.say('lift button-1')
    await until(plays, 'the piece to play')

    assert.deepEqual(
      (await pieces()).map(({ bpm }) => bpm),
      [168],
    )
    await rigsong.cli('stop')
    await rigsong.cli('devices', 'remove', 'knob-box')
    await until(async () => !(await plays()), 'silence')
    synth.forget()
  })

  it('are deployed ten times, crash, and come back while a chord is held: nothing is released', async () => {
    await keys.write(held)
    await synth.hears((bytes) => sounding(bytes).size === 2)
    const deploy = (label: string) =>
      flows('POST', '/flows/flows', [
        { id: 't', type: 'tab', label },
        { id: 'go', type: 'inject', z: 't', x: 1, y: 1, once: true, props: [], wires: [[]] },
      ])

    for (let i = 0; i < 10; i++) assert.equal((await deploy(`deploy ${i}`)).status, 204)
    const pid = await rigsong.pidOf('flows/main.ts')
    process.kill(pid, 'SIGKILL')
    await until(async () => (await rigsong.pidOf('flows/main.ts')) !== pid, 'a new process')
    await until(async () => (await status()).state === 'ready', 'the flows again')

    assert.deepEqual([...sounding(synth.heard())], [60, 64])
    assert.deepEqual(
      (await status()).tabs.map(({ label }) => label),
      ['deploy 9'],
    )
    await keys.write([0x80, 60, 0, 0x80, 64, 0])
    await synth.hears((bytes) => sounding(bytes).size === 0)
  })

  it('are deployed while a piece plays: it plays on, and nothing silences it', async () => {
    const wish = { prompt: 'a fast techno loop', seed: 7 }
    const { id } = await rigsong.call<{ id: string }>('POST', '/api/v1/generate', wish)
    assert.equal((await rigsong.cli('play', id)).code, 0)
    await synth.hears((bytes) => struck(bytes) >= 4)
    synth.forget()

    for (const label of ['deploy 8', 'deploy 9'])
      assert.equal(
        (await flows('POST', '/flows/flows', [{ id: 't', type: 'tab', label }])).status,
        204,
      )
    const heard = await synth.hears((bytes) => struck(bytes) >= 8)

    assert.equal(silences(heard), 0)
    await rigsong.cli('stop')
  })

  it('say on the bus and on health how they are', async () => {
    await using screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
    for (const topic of ['state/flows', 'state/health/flows']) screen.subscribe(topic)
    const last = (topic: string) =>
      screen.heard.findLast((heard) => heard.topic === topic)?.payload as Said | undefined

    await until(() => last('state/flows')?.state === 'ready', 'the state of the flows')
    assert.deepEqual(last('state/flows')?.tabs, [{ id: 't', label: 'deploy 9', disabled: false }])
    assert.match(String(last('state/flows')?.revision), /^[0-9a-f]{64}$/)
    await until(() => last('state/health/flows')?.figures?.tabs === 1, 'the health of the flows')
  })

  it('go on and off with the scene that opens, alone, and once', async () => {
    const tabs = async () => (await status()).tabs.map(({ label, disabled }) => [label, !disabled])
    await flows('POST', '/flows/flows', [
      { id: 'a', type: 'tab', label: 'Museum room' },
      { id: 'b', type: 'tab', label: 'Beside it' },
    ])
    const scene = (id: string, on: boolean) => ({
      ...{ id, name: id, mappings: [], flows: { 'museum-room': on } },
    })
    const file = await rigsong.call<{ rig: object }>('GET', '/api/v1/rig')
    const scenes = [scene('day', true), scene('night', false)]
    const patch = { mappings: [], bindings: [], scenes }
    await rigsong.call('PUT', '/api/v1/rig', { ...file, rig: { ...file.rig, patch } })

    await until(
      async () => (await rigsong.cli('scene', 'open', 'night')).code === 0,
      'the scene to be known',
    )
    await until(async () => (await tabs())[0]![1] === false, 'the tab to go off')

    assert.deepEqual(await tabs(), [
      ['Museum room', false],
      ['Beside it', true],
    ])
  })
})

const messages = (bytes: readonly number[]): readonly (readonly number[])[] =>
  bytes.flatMap((byte, i) => (byte >= 0x80 && byte < 0xf0 ? [bytes.slice(i, i + 3)] : []))

const struck = (bytes: readonly number[]): number =>
  messages(bytes).filter(([status = 0, , velocity = 0]) => status >> 4 === 9 && velocity > 0).length

const silences = (bytes: readonly number[]): number =>
  messages(bytes).filter(
    ([status = 0, what = 0]) => status >> 4 === 11 && [120, 123].includes(what),
  ).length

/** Keys that are down after these bytes; panic and all-notes-off lift them too. */
function sounding(bytes: readonly number[]): ReadonlySet<number> {
  const down = new Set<number>()
  for (let i = 0; i + 2 < bytes.length; i++) {
    const [status, first, second] = bytes.slice(i, i + 3)
    if (status === 0x90 && second! > 0) down.add(first!)
    if (status === 0x80 || (status === 0x90 && second === 0)) down.delete(first!)
    if (status === 0xb0 && [120, 123].includes(first!)) down.clear()
  }
  return down
}
