import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type OpenHouse, openHouse } from '#test/hub/http/open-house.ts'
import { type Ran, runInTerminal } from '#test/support/terminal.ts'

const launcher = join(import.meta.dirname, '..', '..', '..', 'bin', 'rigsong')

describe('rigsong devices', function () {
  this.timeout(30_000)
  let house: OpenHouse
  let env: Record<string, string>
  before(async () => {
    house = await openHouse()
    env = { RIGSONG_DATA: house.dataDir, RIGSONG_HUB_URL: house.url }
  })
  after(() => house[Symbol.asyncDispose]())

  const rigsong = (line: string): Promise<Ran> => runInTerminal(line.split(' '), { env })

  it('lists them in columns, with what to do about each below it', async () => {
    await rigsong('devices add --port /dev/ttyAMA0 --name Keys')
    await rigsong('devices add --port /dev/ttyUSB0 --description nmea-gps --name Roof')

    const { out } = await rigsong('devices list')

    const away = '  The live process is not there; it comes back within seconds.'
    assert.deepEqual(out.trimEnd().split('\n'), [
      'keys  Keys  absent  /dev/ttyAMA0',
      away,
      'roof  Roof  absent  /dev/ttyUSB0',
      away,
    ])
  })

  it('says what is no transport, port or description, and the nearest', async () => {
    const refused = [
      ['add --transport dinn --port /dev/ttyS0', 2, /nothing speaks dinn\n {2}Did you mean din\?/],
      ['add --port ttyS0', 2, /ttyS0 is no port\n {2}Write it as rigsong devices ports does/],
      ['change keys --port ttyS0', 2, /ttyS0 is no port/],
      ['add --port /dev/ttyS0 --description knob-bx', 1, /Did you mean knob-box\? .*known/],
      ['change keys', 2, /what is to change of keys\?/],
      ['check nowhere.yaml', 1, /nowhere\.yaml cannot be read/],
    ] as const

    for (const [line, code, says] of refused) {
      const ran = await rigsong(`devices ${line}`)
      assert.equal(ran.code, code, line)
      assert.match(ran.err, says)
    }
  })

  it('records until it is ended, also where nobody can type', async () => {
    const asked: boolean[] = []
    await house.broker.bus.answer('record', async ({ on }) => {
      asked.push(on)
      return { file: '/recordings/keys.ndjson', bytes: 12 }
    })
    const child = spawn(launcher, ['devices', 'record', 'keys'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const gone = once(child, 'exit')
    let out = ''
    child.stdout.on('data', (text: Buffer) => {
      out += text.toString()
    })

    await once(child.stderr, 'data')
    child.kill('SIGTERM')

    assert.deepEqual(await gone, [0, null])
    assert.equal(out, '12 bytes in /recordings/keys.ndjson\n')
    assert.deepEqual(asked, [true, false])
    assert.equal((await rigsong('devices record keys --end')).code, 0)
    assert.deepEqual(asked, [true, false, false])
  })
})
