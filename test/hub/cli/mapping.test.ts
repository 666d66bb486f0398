import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Mapper, PresentDevice } from '#hub/live/mapping/mapper.ts'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { playMapper } from '#test/hub/http/play-mapper.ts'
import { until } from '#test/support/rigsong.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'

const box: PresentDevice = {
  id: 'box',
  transport: 'hub-frames',
  roles: {},
  controls: [{ id: 'knob-1', kind: 'continuous', from: { analog: 0 } }],
}
const knobAt = (value: number) => ({
  ...{ device: 'box', control: 'knob-1', kind: 'continuous' as const },
  ...{ value, raw: value, atMs: 0 },
})

describe('rigsong map, learn, scene and rig', function () {
  this.timeout(30_000)
  let house: OpenHouse
  let mapper: Mapper
  before(async () => {
    house = await openHouse()
    mapper = await playMapper(house, [box])
  })
  after(() => {
    mapper[Symbol.dispose]()
    return house[Symbol.asyncDispose]()
  })

  type More = Partial<Parameters<typeof runInTerminal>[1]>
  const rigsong = (line: string, more: More = {}): Promise<Ran> => {
    const env = { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url }
    return runInTerminal(line.split(' '), { env, cwd: house.dataDir, ...more })
  }
  const out = async (line: string): Promise<string> => {
    const ran = await rigsong(line)
    assert.equal(ran.code, 0, `${line}: ${ran.err}`)
    return ran.out.trim()
  }

  it('maps a control, lists what there is, and takes it away', async () => {
    const line = 'knob-1-tempo  box/knob-1 → tempo scale 0.2..0.8 exp 30 ms'
    const how = '--takeover scale --range 0.2,0.8 --curve exp --slew 30'
    assert.equal(await out(`map add box/knob-1 tempo ${how}`), line)
    assert.equal(
      await out('map add foot-1 note --pitch 48 --id thump'),
      'thump  foot-1 → note pitch 48',
    )

    const listed = (await out('map list')).split('\n')

    assert.equal(listed[0], `${line}  (rig)`)
    assert.ok(listed.includes('foot-2  foot-2 → play  (default)'))
    assert.equal(listed.at(-1), 'Not stored yet: rigsong store')
    assert.equal(await out('map remove thump'), 'removed thump')
    assert.equal(await out('map remove foot-2'), 'removed foot-2')
    assert.match(await out('map list'), /^foot-2 {2}foot-2 → nothing {2}\(rig\)$/m)
    assert.equal(await out('map reset'), 'removed 2')
  })

  it('says what is no control, no target and no mapping', async () => {
    const refused = [
      ['map add knob-1 tempo', 2, /device\/control/],
      ['map add box/knob-1 fly', 2, /do/],
      ['map add box/knob-1 note --pitch high', 2, /pitch/],
      ['map remove nothing-there', 1, /map list/],
      ['scene open nowhere', 1, /scene list/],
      ['rig open nowhere.json', 2, /rig export/],
    ] as const

    for (const [line, code, says] of refused) {
      const ran = await rigsong(line)
      assert.equal(ran.code, code, line)
      assert.match(ran.err, says)
    }
  })

  it('learns until Ctrl-C, and shows it as it happens', async () => {
    const stopping = new AbortController()
    const { promise: learned, resolve } = Promise.withResolvers<string>()
    const armed = Promise.withResolvers<void>()
    const { bus } = house.broker
    await bus.subscribe('learning', ({ payload }) => {
      if (payload.armed) armed.resolve()
    })

    const ran = rigsong('learn macro-2 --takeover jump', {
      signal: stopping.signal,
      hear: resolve,
    })
    await armed.promise
    mapper.moved(knobAt(0.1))
    mapper.moved(knobAt(0.5))

    assert.equal((await learned).trim(), 'knob-1-macro-2  box/knob-1 → macro-2 jump')
    stopping.abort()
    assert.equal((await ran).code, 0)
    const state = await (
      await house.call('GET', '/api/v1/learning', { token: await house.owner() })
    ).json()
    assert.equal((state as { armed: boolean }).armed, false)
  })

  it('binds a role and frees it', async () => {
    assert.equal(await out('bind macro-8 box/knob-1'), 'macro-8 is box/knob-1')
    assert.match(await out('roles'), /^macro-8 {2}box\/knob-1, bound/m)

    assert.equal(await out('bind macro-8'), 'macro-8 is nobody')

    assert.match(await out('roles'), /^macro-8 {2}nobody, bound/m)
  })

  it('saves, opens, lists and removes scenes, and turns macros', async () => {
    assert.equal(await out('macro 4 0.25'), 'macro-4 is 0.25')
    assert.match(await out('scene save Quiet verse'), /^saved quiet-verse/)
    await out('macro 4 1')

    assert.equal(await out('scene open'), 'opened quiet-verse')

    await until(async () => /^macro-4 {2}0.25$/m.test(await out('macro')), 'the macro of the scene')
    assert.match(
      await out('scene list'),
      /^\* quiet-verse {2}Quiet verse {2}120 bpm {2}drums in funk {2}1 mapping$/m,
    )
    assert.equal(await out('scene remove quiet-verse'), 'removed quiet-verse')
    assert.match(await out('scene list'), /No scenes yet/)
  })

  it('stores, exports and opens a rig', async () => {
    assert.equal(await out('store'), 'stored as revision 1')
    assert.match(await out('rig show'), /^1 mapping, 1 bound role, 0 scenes$/m)
    await out('rig export my-rig.json')
    await out('map reset')
    await out('store')

    const asked = await out('rig open my-rig.json')
    assert.match(asked, /Nothing is done yet/)
    assert.match(await out('rig open my-rig.json --as-it-is'), /opened as revision 3/)

    assert.match(await out('map list'), /^knob-1-macro-2/)
  })

  it('says what has another place on other hardware, and what has none', async () => {
    const hardware = [{ id: 'gone', roles: {}, controls: [{ id: 'pad-1', kind: 'trigger' }] }]
    const device = { id: 'gone', name: 'Gone', transport: 'osc', port: 'udp://0.0.0.0:9009' }
    const patch = {
      mappings: [{ id: 'hit', when: { device: 'gone', control: 'pad-1' }, do: 'play' }],
      bindings: [],
      scenes: [],
    }
    const rig = { revision: 1, devices: [{ ...device, player: 'ada' }], patch }
    await writeFile(join(house.dataDir, 'other.json'), JSON.stringify({ rig, hardware }))

    const said = await out('rig open other.json')

    assert.match(said, /^gone {2}Gone comes along; plug it in$/m)
  })
})
