import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '#runtime/config.ts'
import { settings } from '#runtime/settings.ts'
import { openTempFolder } from '#test/support/temp.ts'

const nowhere = { file: '/nowhere/config.yaml' }
const badSettings = (message: RegExp, hint: RegExp) => (error: unknown) => {
  const { code, message: said, hint: hinted } = error as Record<string, string>
  assert.equal(code, 'bad-settings')
  assert.match(said!, message)
  assert.match(hinted!, hint)
  return true
}

describe('settings', () => {
  it('have defaults, and say that nobody chose the ports', () => {
    const config = readConfig({ env: { HOME: '/home/ada' }, ...nowhere })

    assert.equal(config.dataDir, '/home/ada/.local/share/rigsong')
    assert.deepEqual(config.httpPort, { port: 7447, chosen: false })
    assert.deepEqual(config.mqttPort, { port: 1883, chosen: false })
    assert.deepEqual(config.processes, ['live', 'flows', 'skills', 'cloud-sync'])
    assert.equal(config.hub, 'hub')
    assert.equal('brokerUrl' in config, false)
  })

  it('keep data in the XDG data home', () => {
    const config = readConfig({ env: { HOME: '/home/ada', XDG_DATA_HOME: '/data' }, ...nowhere })

    assert.equal(config.dataDir, '/data/rigsong')
  })

  it('come from the command line before the environment before the file', async () => {
    await using folder = await openTempFolder()
    await writeFile(
      join(folder.path, 'config.yaml'),
      'http-port: 1\nmqtt-port: 1\nhub: file\nprocesses: [live, flows]\n',
    )
    const env = { RIGSONG_DATA: folder.path, RIGSONG_HTTP_PORT: '2', RIGSONG_MQTT_PORT: '2' }

    const config = readConfig({ env, argv: ['--http-port', '3'] })

    assert.deepEqual(config.httpPort, { port: 3, chosen: true })
    assert.deepEqual(config.mqttPort, { port: 2, chosen: true })
    assert.equal(config.hub, 'file')
    assert.deepEqual(config.processes, ['live', 'flows'])
  })

  it('are read from the file of the data folder that the command line names', async () => {
    await using folder = await openTempFolder()
    await writeFile(join(folder.path, 'config.yaml'), 'log-level: warn\n')

    assert.equal(readConfig({ env: {}, argv: [`--data=${folder.path}`] }).logLevel, 'warn')
  })

  it('may ask for no process but the hub', () => {
    assert.deepEqual(readConfig({ env: { RIGSONG_PROCESSES: '' }, ...nowhere }).processes, [])
  })

  it('name a wrong one of the command line, and the nearest right one', () => {
    assert.throws(
      () => readConfig({ env: {}, argv: ['--http-prot', '1'], ...nowhere }),
      badSettings(/--http-prot/, /--http-port/),
    )
  })

  it('name a wrong one of the environment, and leave those of others alone', () => {
    assert.throws(
      () => readConfig({ env: { RIGSONG_HTPP_PORT: '1' }, ...nowhere }),
      badSettings(/RIGSONG_HTPP_PORT/, /RIGSONG_HTTP_PORT/),
    )
    const others = { RIGSONG_SPECS: '/specs', RIGSONG_HUE_URL: 'http://x', RIGSONG_TEST_ALL: '1' }
    readConfig({ env: others, ...nowhere })
  })

  it('name a wrong one of the file', async () => {
    await using folder = await openTempFolder()
    await writeFile(join(folder.path, 'config.yaml'), 'mqqt-port: 1\n')

    assert.throws(
      () => readConfig({ env: { RIGSONG_DATA: folder.path } }),
      badSettings(/mqqt-port/, /mqtt-port/),
    )
  })

  it('refuse a file that is none', async () => {
    await using folder = await openTempFolder()
    const file = join(folder.path, 'config.yaml')
    for (const text of ['- 1\n- 2\n', 'hub: [\n', 'just words']) {
      await writeFile(file, text)
      assert.throws(
        () => readConfig({ env: {}, file }),
        badSettings(/config.yaml/, /http-port: 7447/),
      )
    }
    await mkdir(join(folder.path, 'folder'))
    assert.throws(
      () => readConfig({ env: {}, file: join(folder.path, 'folder') }),
      badSettings(/cannot be read/, /right/),
    )
  })

  const unfit: Readonly<Record<string, string>> = {
    RIGSONG_DATA: '',
    RIGSONG_HUB: 'My Hub',
    RIGSONG_HTTP_PORT: '65536',
    RIGSONG_MQTT_PORT: '12x',
    RIGSONG_BROKER_URL: 'http://broker',
    RIGSONG_HUB_URL: 'studio.local',
    RIGSONG_TOKEN_FILE: '',
    RIGSONG_FLOWS_USER: 'no body',
    RIGSONG_PROCESSES: 'live,cloud',
    RIGSONG_LOG_LEVEL: 'loud',
  }
  for (const { env } of settings) {
    it(`refuse a ${env} that does not fit, with what fits`, () => {
      assert.ok(env in unfit)
      assert.throws(
        () => readConfig({ env: { [env]: unfit[env] }, ...nowhere }),
        badSettings(/environment/, new RegExp(env)),
      )
    })
  }

  it('take no password in an address, and do not repeat it', () => {
    const env = { RIGSONG_BROKER_URL: 'mqtt://me:mumble@studio.local' }

    assert.throws(
      () => readConfig({ env, ...nowhere }),
      (error: Error) =>
        badSettings(/broker-url/, /without a password/)(error) && !/mumble/.test(error.message),
    )
  })

  it('want a value after a flag', () => {
    assert.throws(
      () => readConfig({ env: {}, argv: ['--hub'], ...nowhere }),
      badSettings(/--hub has no value/, /--hub/),
    )
  })
})
