import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Payload } from '#core/bus/topics.ts'
import type { ControlEvent } from '#core/score/control-event.ts'
import { type LiveClient, openLiveClient } from '#test/support/live-client.ts'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'

/** `rigsong simulate …` as a person types into it. */
function simulate(rigsong: Rigsong, name: string) {
  const env = { ...process.env, RIGSONG_DATA: rigsong.dataDir }
  const launcher = join(import.meta.dirname, '..', '..', 'bin', 'rigsong')
  const child = spawn(launcher, ['simulate', name], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const gone = once(child, 'exit')
  let said = ''
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString()
  })
  return {
    type: (line: string) => void child.stdin.write(`${line}\n`),
    said: () => said,
    async [Symbol.asyncDispose]() {
      child.stdin.write('quit\n')
      await gone
    },
  }
}

describe('a knob box that is not there', function () {
  this.timeout(60_000)
  let rigsong: Rigsong
  let screen: LiveClient
  before(async () => {
    rigsong = await startRigsong()
    screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
    screen.subscribe('event/control/+/+')
  })
  after(async () => {
    await screen[Symbol.asyncDispose]()
    await rigsong[Symbol.asyncDispose]()
  })

  const moves = (control: string): readonly ControlEvent[] =>
    screen.heard
      .map(({ payload }) => payload as ControlEvent)
      .filter((event) => event.control === control)
  const box = async (): Promise<Payload<'device'> | undefined> => {
    const path = '/api/v1/devices'
    const { devices } = await rigsong.call<{ devices: Payload<'device'>[] }>('GET', path)
    return devices[0]
  }
  const untilStatus = (status: string) =>
    until(async () => (await box())?.status === status, `the box to be ${status}`)

  it('is played, lights up, loses its plug, comes back as it was, and leaves the rig', async () => {
    {
      await using sim = simulate(rigsong, 'hub-frame-box')
      await untilStatus('live')

      sim.type('turn knob-1 0.5')
      await until(() => moves('knob-1').some(({ raw }) => raw === 512), 'the knob to move')
      sim.type('press button-1')
      await until(() => sim.said().includes('light 1 on'), 'the light to follow')
      await until(() => moves('button-1').at(-1)?.value === 1, 'the button to be heard')
      assert.equal((await box())?.simulated, true)

      sim.type('unplug')
      await untilStatus('absent')
      await until(() => moves('button-1').at(-1)?.value === 0, 'the button to be let go of')
      sim.type('plug')
      await untilStatus('live')
      sim.type('turn knob-2 1')
      await until(() => moves('knob-2').some(({ value }) => value === 1), 'the knob to move again')
    }

    assert.equal(await box(), undefined)
  })

  it('learns what its knobs do, keeps it, and does it', async () => {
    await using sim = simulate(rigsong, 'hub-frame-box')
    await untilStatus('live')
    const learn = (body: object) => rigsong.call('PUT', '/api/v1/learning', body)
    await learn({ armed: true, target: 'tempo' })

    for (const share of [0.1, 0.9]) {
      sim.type(`turn knob-3 ${share}`)
      await until(
        () => moves('knob-3').at(-1)?.raw === Math.round(share * 1023),
        'the knob to move',
      )
    }
    type Mappings = { stored: boolean; mappings: { id: string; when: object }[] }
    const mappings = () => rigsong.call<Mappings>('GET', '/api/v1/mappings')
    const learned = async () =>
      (await mappings()).mappings.find(({ id }) => id === 'knob-3-tempo')?.when
    await until(async () => (await learned()) !== undefined, 'the lesson to be learned')
    await learn({ armed: false })
    await rigsong.cli('store')

    await until(async () => (await mappings()).stored, 'it to be stored')
    assert.deepEqual(await learned(), { device: 'knob-box', control: 'knob-3' })
    // It picks the tempo up where it passes it.
    sim.type('turn knob-3 0.3')
    await until(() => moves('knob-3').at(-1)?.raw === 307, 'the knob to pass the tempo')
    sim.type('turn knob-3 0.5')
    const tempo = async () => (await rigsong.call<{ bpm: number }>('GET', '/api/v1/transport')).bpm
    await until(async () => Math.round(await tempo()) === 140, 'the tempo to follow')
  })
})
