import assert from 'node:assert/strict'
import { routes } from '#hub/http/routes/index.ts'
import { liveSecret, type OpenHouse, openHouse } from './open-house.ts'
import { type PlayedFlows, playFlows } from './play-flows.ts'
import { playLive } from './play-live.ts'
import { playMapper } from './play-mapper.ts'

type Who = 'owner' | 'player' | 'viewer' | 'kiosk' | 'live' | 'nobody'
const everybody: readonly Who[] = ['owner', 'player', 'viewer', 'kiosk', 'live', 'nobody']

const anyone = 'owner player viewer kiosk live nobody'
const viewers = 'owner player viewer'
const players = 'owner player'

/** Who may ask for what, written down a second time: the table of routes must agree. */
const may: Readonly<Record<string, string>> = {
  'hub.health': anyone,
  'hub.openapi': anyone,
  'hub.asyncapi': anyone,
  'hub.metrics': anyone,
  'hub.claim': anyone,
  'sessions.open': anyone,
  'session.get': `${viewers} kiosk`,
  'session.end': `${viewers} kiosk`,
  'sessions.list': 'owner',
  'sessions.end': 'owner',
  'invites.make': 'owner',
  'invites.list': 'owner',
  'invites.remove': 'owner',
  'tokens.make': 'owner',
  'tokens.list': 'owner',
  'tokens.remove': 'owner',
  'pieces.generate': players,
  'pieces.list': `${viewers} live`,
  'pieces.get': `${viewers} kiosk live`,
  'pieces.change': players,
  'pieces.remove': players,
  'pieces.restore': players,
  'pieces.midi': viewers,
  'pieces.wav': viewers,
  'pieces.peaks': viewers,
  'pieces.manifest': viewers,
  'pieces.why': viewers,
  'renditions.get': viewers,
  'takes.list': viewers,
  'takes.keep': players,
  'takes.get': viewers,
  'takes.change': players,
  'takes.remove': players,
  'takes.midi': viewers,
  'providers.list': viewers,
  'providers.use': 'owner',
  'providers.change': 'owner',
  'pieces.makeBed': players,
  'pieces.removeBed': players,
  'pieces.bed': viewers,
  'transport.get': `${viewers} kiosk`,
  'transport.set': `${players} kiosk`,
  'transport.panic': `${players} kiosk`,
  'accompaniment.get': `${viewers} kiosk`,
  'accompaniment.set': `${players} kiosk`,
  'why.last': viewers,
  'why.get': viewers,
  'clock.get': viewers,
  'clock.set': players,
  'devices.list': viewers,
  'devices.add': 'owner',
  'devices.found': 'live',
  'devices.change': 'owner',
  'devices.remove': 'owner',
  'devices.output': players,
  'devices.flash': 'owner',
  'devices.record': 'owner',
  'devices.ports': 'owner',
  'devices.descriptions': viewers,
  'mappings.list': viewers,
  'mappings.put': 'owner',
  'mappings.remove': 'owner',
  'mappings.reset': 'owner',
  'learning.get': viewers,
  'learning.set': 'owner',
  'roles.list': viewers,
  'roles.bind': 'owner',
  'scenes.list': viewers,
  'scenes.save': 'owner',
  'scenes.open': players,
  'scenes.remove': 'owner',
  'macros.get': viewers,
  'macros.set': players,
  'rig.export': viewers,
  'rig.propose': 'owner',
  'rig.open': 'owner',
  'rig.store': 'owner',
  'flows.get': 'owner',
  'flows.settings': 'owner',
  'flows.allow': 'owner',
  'flows.library': 'owner',
  'flows.install': 'owner',
  'flows.versions': 'owner',
  'flows.restore': 'owner',
  'flows.export': 'owner',
  'flows.import': 'owner',
  'backup.make': 'owner',
  'backup.restore': 'owner',
  'rig.get': 'live',
  'journal.import': 'live',
}

describe('who may ask for what', () => {
  let house: OpenHouse
  let flows: PlayedFlows
  const tokens = new Map<Who, string | undefined>([
    ['live', liveSecret],
    ['nobody', undefined],
  ])

  before(async () => {
    house = await openHouse()
    await playLive(house.broker.bus)
    await playMapper(house)
    flows = await playFlows(house.dataDir)
    const owner = await house.owner()
    tokens.set('owner', owner)
    for (const role of ['player', 'viewer', 'kiosk'] as const) {
      const body = { kind: 'api', name: role, scope: role }
      const answer = await house.call('POST', '/api/v1/tokens', { token: owner, body })
      tokens.set(role, ((await answer.json()) as { secret: string }).secret)
    }
  })
  after(async () => {
    await flows[Symbol.asyncDispose]()
    await house[Symbol.asyncDispose]()
  })

  it('is written down for every route', () => {
    assert.deepEqual(Object.keys(may).sort(), routes.map((route) => route.operationId).sort())
  })

  for (const { operationId, method, path, body } of routes)
    it(`${operationId} is for ${may[operationId]}`, async () => {
      for (const who of everybody) {
        const token = tokens.get(who)
        const answer = await house.call(method, path.replace(/\{\w+\}/g, 'x'), {
          ...(token !== undefined && { token }),
          ...(body && { body: {} }),
        })
        const { code } = (await answer.json().catch(() => ({}))) as { code?: string }
        const refusal = who === 'nobody' ? 'not-signed-in' : 'not-allowed'

        if (may[operationId]!.split(' ').includes(who)) {
          assert.ok(code !== 'not-allowed' && code !== 'not-signed-in', `${who} was refused`)
          assert.ok(answer.status < 500, `${who} met ${answer.status} ${code}`)
        } else assert.equal(code, refusal, `${who} was not refused`)
      }
    })
})
