import assert from 'node:assert/strict'
import { HubError } from '#core/errors.ts'
import { openLog } from '#runtime/log.ts'

function sink(isTTY = false) {
  const lines: string[] = []
  return { lines, isTTY, write: (line: string) => lines.push(line) }
}

describe('the log', () => {
  it('writes one JSON line an event, with its process and level', () => {
    const to = sink()

    openLog('live', 'info', to).info('piece composed', { piece: 'pc_1', tookMs: 4 })

    const { time, ...line } = JSON.parse(to.lines[0]!)
    assert.deepEqual(line, {
      level: 'info',
      process: 'live',
      piece: 'pc_1',
      tookMs: 4,
      event: 'piece composed',
    })
    assert.match(time, /^\d{4}-\d\d-\d\dT/)
  })

  it('writes a short line for a terminal', () => {
    const to = sink(true)

    openLog('live', 'info', to).warn('port lost', { port: '/dev/ttyUSB0', why: 'it went away' })

    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
    const plain = to.lines[0]!.replace(/\x1b\[\d+m/g, '')
    assert.match(plain, /^\d\d:\d\d:\d\d live port lost port=\/dev\/ttyUSB0 why="it went away"\n$/)
  })

  it('is silent below its level', () => {
    const to = sink()
    const log = openLog('hub', 'warn', to)

    log.debug('a')
    log.info('b')
    log.error('c')

    assert.equal(to.lines.length, 1)
  })

  it('never writes a secret, however deep', () => {
    const to = sink()
    const word = 'mumble'

    openLog('hub', 'info', to).info('client came', {
      password: word,
      apiKey: word,
      headers: { authorization: word, cookie: word },
      list: [{ ownerToken: word }],
      url: `mqtt://me:${word}@studio.local`,
      cause: new Error(`cannot reach mqtt://me:${word}@studio.local`, {
        cause: new HubError('not-allowed', 'no', { hint: '', cause: { secret: word } }),
      }),
      tokenFile: '/run/token',
    })

    assert.doesNotMatch(to.lines[0]!, /mumble/)
    assert.match(to.lines[0]!, /"tokenFile":"\/run\/token"/)
    assert.match(to.lines[0]!, /mqtt:\/\/me:\[secret\]@studio.local/)
  })

  it('says what is behind an error, and survives one that is its own cause', () => {
    const to = sink()
    const error = new Error('a string broke')
    error.cause = error

    openLog('hub', 'info', to).error('failed', {
      cause: new HubError('port-busy', 'taken', { hint: 'Close it.', cause: error }),
    })

    const { cause } = JSON.parse(to.lines[0]!)
    assert.equal(cause.code, 'port-busy')
    assert.equal(cause.cause.message, 'a string broke')
  })
})
