import assert from 'node:assert/strict'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { runInTerminal } from '#test/support/terminal.ts'

describe('rigsong monitor', function () {
  this.timeout(30_000)
  let house: OpenHouse
  before(async () => {
    house = await openHouse()
  })
  after(() => house[Symbol.asyncDispose]())

  /** What it prints until `lines` of it are there; `happen` is done again until it listens. */
  async function heard(
    line: string,
    lines: number,
    happen: () => Promise<void>,
  ): Promise<string[]> {
    const enough = new AbortController()
    let out = ''
    const ran = runInTerminal(line.split(' '), {
      env: { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url },
      cwd: house.dataDir,
      signal: enough.signal,
      hear: (text) => {
        out += text
        if (out.split('\n').length > lines) enough.abort()
      },
    })
    while (!enough.signal.aborted) {
      await happen()
      await new Promise(setImmediate)
    }
    assert.equal((await ran).code, 0)
    return out.split('\n').slice(0, lines)
  }

  const yields = (): Promise<void> =>
    house.broker.bus.publish('yielded', { phrase: 'ph_1', atMs: 5 }, { session: 'ss_1' })

  it('says of each event under which topic it was, though it does not name it itself', async () => {
    const [line] = await heard('monitor --json', 1, yields)

    assert.deepEqual(JSON.parse(line!), { topic: 'event/yielded/ss_1', phrase: 'ph_1', atMs: 5 })
  })

  it('takes a topic by its name as well', async () => {
    const [line] = await heard('monitor --json event/yielded/ss_1', 1, yields)

    assert.equal(JSON.parse(line!).topic, 'event/yielded/ss_1')
  })

  it('lets no title steer the terminal', async () => {
    const [line] = await heard('monitor event/take/+', 1, () => {
      const taken = { take: 'tk_1', title: 'a \u001b]0;b\u0007 c', notes: 1, lengthMs: 1000 }
      return house.broker.bus.publish('take', taken, { take: 'tk_1' })
    })

    assert.equal(line, 'event/take/tk_1  kept a ]0;b c: 1 note, 1 s')
  })

  it('tells a state that was taken back', async () => {
    const { bus } = house.broker
    const [line] = await heard('monitor state/availability/+', 1, async () => {
      await bus.clear?.('availability', { process: 'skills' })
    })

    assert.equal(line, 'state/availability/skills  taken back')
  })
})
