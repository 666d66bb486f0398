import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Payload } from '#core/bus/topics.ts'
import { inKey } from '#core/music/scale.ts'
import type { Piece } from '#core/score/piece.ts'
import type { ServiceReady } from '#simulators/console.ts'
import { freePort } from '#test/support/free-port.ts'
import { openLiveClient } from '#test/support/live-client.ts'
import { loops } from '#test/support/loops.ts'
import { modelReceiver } from '#test/support/model-receiver.ts'
import { openPtys, type Pty, type PtyKit } from '#test/support/pty.ts'
import { type Rigsong, startRigsong, until } from '#test/support/rigsong.ts'
import { startSimulator } from '#test/support/simulator.ts'

const key = { tonic: 'D', mode: 'minor' } as const
const asked = (bars: number) => ({
  prompt: 'lo-fi in D minor',
  wish: { bpm: 220, bars, meter: { beats: 4, unit: 4 } },
})
/** The second story is told bar by bar by test/hub/live/live.test.ts as well; here it takes ten seconds. */
const everything = loops(0, 1) === 1

/** Channel and pitch of every note-on in the bytes of a DIN wire, in order. */
function strikes(bytes: readonly number[]): readonly string[] {
  const found: string[] = []
  for (let i = 0; i < bytes.length; ) {
    const status = bytes[i]!
    const length = (status & 0xf0) === 0xc0 ? 2 : 3
    if ((status & 0xf0) === 0x90 && bytes[i + 2]! > 0) found.push(`${status & 15} ${bytes[i + 1]}`)
    i += length
  }
  return found
}

const strikesOf = ({ parts }: Piece, from = 0, to = Number.POSITIVE_INFINITY): readonly string[] =>
  parts.flatMap(({ channel, notes }) =>
    notes
      .filter(({ start }) => start >= from && start < to)
      .map(({ pitch }) => `${channel} ${pitch}`),
  )

describe('music while a provider plans', function () {
  this.timeout(60_000)
  let rigsong: Rigsong
  let ptys: PtyKit
  let synth: Pty
  let port: number

  const startOpenai = (how: string) =>
    startSimulator<ServiceReady>('provider', 'openai', '--port', String(port), '--think-ms', how)
  const piece = (id: string): Promise<Piece> => rigsong.call('GET', `/api/v1/pieces/${id}`)

  before(async () => {
    port = await freePort()
    rigsong = await startRigsong({ env: { RIGSONG_OPENAI_URL: `http://127.0.0.1:${port}` } })
    ptys = await openPtys()
    synth = await ptys.open()
    await rigsong.cli('devices', 'add', '--transport', 'din', '--port', synth.path)
    await synth.hears((bytes) => bytes.slice(-3).join() === '191,123,0')
    const file = join(rigsong.dataDir, 'openai-key')
    await writeFile(file, 'simulated-key')
    const given = await rigsong.cli('provider', 'key', 'openai', '--key-file', file)
    assert.equal(given.code, 0, given.stderr)
  })
  after(async () => {
    await rigsong[Symbol.asyncDispose]()
    await ptys[Symbol.asyncDispose]()
  })

  it('misses no beat and holds its key while the provider is killed in the middle of its reply', async () => {
    await using openai = await startOpenai('0')
    await using screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
    screen.subscribe('state/transport')
    screen.subscribe('state/engine')
    await openai.say('always drip')
    synth.forget()

    const { id } = await rigsong.call<{ id: string }>('POST', '/api/v1/generate', asked(4))
    await rigsong.call('PUT', '/api/v1/transport', { playing: true, piece: id })
    await openai.hears((says) => says.includes('drip'))
    await synth.hears((bytes) => strikes(bytes).length > 20)
    await openai.kill()
    const { chain } = await screen.hear<Payload<'engine'>>(/engine/, (said) =>
      Boolean(said.chain?.[0]?.failure),
    )
    await until(
      () => isOver(screen.heard.findLast(({ topic }) => /transport/.test(topic))?.payload),
      'the end',
    )

    assert.deepEqual([chain?.[0]?.name, chain?.[0]?.failure], ['openai', 'broke off in the middle'])
    assert.deepEqual(chain?.at(-1)?.name, 'local')
    const played = await piece(id)
    assert.deepEqual(strikes(synth.heard()).toSorted(), strikesOf(played).toSorted())
    const tuned = played.parts.filter(({ role }) => role !== 'drums').flatMap(({ notes }) => notes)
    const home = tuned.filter(({ pitch }) => inKey(pitch, key)).length
    assert.ok(home >= tuned.length * 0.85, `${home} of ${tuned.length} in D minor`)
    assertQuiet(synth)
  })

  if (everything)
    it('goes on from the next section with the plan that came, in its key and without a gap', async () => {
      await using openai = await startOpenai('800')
      await using screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
      screen.subscribe('state/transport')
      synth.forget()

      const { id } = await rigsong.call<{ id: string }>('POST', '/api/v1/generate', asked(8))
      await rigsong.call('PUT', '/api/v1/transport', { playing: true, piece: id })
      const now = await screen.hear<Payload<'transport'>>(/transport/, ({ piece }) => piece === id)
      const next = await screen.hear<Payload<'transport'>>(
        /transport/,
        (said) => said.playing && said.piece !== id,
      )
      await until(() => isOver(screen.heard.at(-1)!.payload), 'the end of the piece')

      assert.ok(openai.heard().some((says) => says.includes('plan')))
      assert.deepEqual([next.originMs, next.bpm], [now.originMs, now.bpm])
      const [local, better] = [await piece(id), await piece(next.piece!)]
      assert.deepEqual([better.spec.key, better.provenance.plan?.provider], [key, 'openai'])
      const heard = strikes(synth.heard()).toSorted()
      const boundaries = local.form.map(({ start }) => start).slice(1)
      const fits = boundaries.filter((beat) => {
        const whole = [...strikesOf(local, 0, beat), ...strikesOf(better, beat)].toSorted()
        return whole.join() === heard.join()
      })
      assert.equal(fits.length, 1, `${heard.length} notes fit no section of ${boundaries.join()}`)
      assertQuiet(synth)
    })
})

const isOver = (said: unknown): boolean =>
  (said as Payload<'transport'> | undefined)?.playing === false

function assertQuiet(synth: Pty): void {
  const receiver = modelReceiver()
  receiver.push(Uint8Array.from(synth.heard()))
  assert.deepEqual(receiver.sounding(), [])
}
