import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, chmod, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openSocket } from '#flows/socket.ts'
import { callSocket } from '#test/support/flows.ts'
import { until } from '#test/support/rigsong.ts'
import { skipWithout } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

const ask = (path: string) =>
  callSocket(path, { method: 'GET', path: '/', body: undefined, headers: {} })

describe('the socket of the flows', () => {
  it('is 0600 in a folder of its own, and gone when it closes', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'deep', 'flows.sock')

    const socket = await openSocket(path, (_, response) => response.end('"here"'), {})

    assert.equal((await ask(path)).body, 'here')
    assert.equal((await stat(path)).mode & 0o777, 0o600)
    assert.equal((await stat(join(folder.path, 'deep'))).mode & 0o777, 0o700)
    await socket[Symbol.asyncDispose]()
    await assert.rejects(access(path))
  })

  it('closes beneath a WebSocket that is open', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'flows.sock')
    const socket = await openSocket(path, () => {}, {})
    socket.server.on('upgrade', (_, line) => line.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'))
    const editor = connect(path)
    editor.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await once(editor, 'data')

    await socket[Symbol.asyncDispose]()

    await once(editor, 'close')
  })

  it('takes the place of what a killed run left', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'flows.sock')
    await writeFile(path, '')

    await using _socket = await openSocket(path, (_, response) => response.end('"here"'), {})

    assert.equal((await ask(path)).body, 'here')
  })

  it('leaves alone what answers, and says that flows run already', async () => {
    await using folder = await openTempFolder()
    const path = join(folder.path, 'flows.sock')
    await using _first = await openSocket(path, (_, response) => response.end('"first"'), {})

    await assert.rejects(
      openSocket(path, () => {}, {}),
      { code: 'port-busy', hint: /RIGSONG_DATA/ },
    )

    assert.equal((await ask(path)).body, 'first')
  })

  it('stands in no folder where somebody else could put another one', async () => {
    await using folder = await openTempFolder()
    await chmod(folder.path, 0o777)

    await assert.rejects(
      openSocket(join(folder.path, 'flows.sock'), () => {}, {}),
      { code: 'data-folder-unwritable', hint: /Remove it/ },
    )
  })

  it('is the one that systemd hands over, where it does', async function () {
    skipWithout(this, 'perl')
    await using folder = await openTempFolder()
    const path = join(folder.path, 'handed.sock')
    const fixture = join(import.meta.dirname, 'fixtures', 'handed-socket.ts')
    const own = join(folder.path, 'own.sock')
    // Opens it as file 3 and becomes the process it is for, as systemd does.
    const child = spawn('perl', ['-e', handsOver, path, process.execPath, fixture, own], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })

    await until(async () => (await ask(path)).body === 'from the handed one', 'an answer')

    await assert.rejects(access(own))
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
})

const handsOver = `
use Socket; use POSIX ();
$^F = 9; # files up to here outlive the exec
my $path = shift;
socket(my $s, PF_UNIX, SOCK_STREAM, 0) or die; bind($s, sockaddr_un($path)) or die; listen($s, 9) or die;
POSIX::dup2(fileno($s), 3) or die;
$ENV{LISTEN_FDS} = 1; $ENV{LISTEN_PID} = $$;
exec @ARGV;`
