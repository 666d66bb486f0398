import assert from 'node:assert/strict'
import { fromFlows, toFlows } from '#hub/http/flows/flows-headers.ts'

const owner = { role: 'owner', name: 'Ana Müller', id: 'us_1', by: 'cookie' } as const

describe('the headers of flows', () => {
  it('carry the name of who asks, and none of their keys', () => {
    const sent = toFlows(
      {
        host: 'hub.local',
        accept: 'text/html',
        authorization: 'Bearer secret',
        cookie: 'theme=dark; rigsong-session=secret;rigsong-session=other; seat=4',
        'x-rigsong-user': 'somebody else',
      },
      owner,
    )

    assert.deepEqual(sent, {
      host: 'hub.local',
      accept: 'text/html',
      cookie: 'theme=dark; seat=4',
      'x-rigsong-user': 'Ana%20M%C3%BCller',
    })
  })

  it('leave out what is between two neighbours, and what a connection names so', () => {
    const sent = toFlows(
      {
        connection: 'keep-alive, X-Mine',
        'keep-alive': 'timeout=5',
        'x-mine': '1',
        te: 'trailers',
        expect: '100-continue',
        upgrade: 'h2c',
        'content-length': '3',
      },
      owner,
    )

    assert.deepEqual(sent, { 'content-length': '3', 'x-rigsong-user': 'Ana%20M%C3%BCller' })
  })

  it('keep the length of the body and the name of the hub, whatever a connection names', () => {
    const sent = toFlows(
      { connection: 'content-length, Host, close', 'content-length': '3', host: 'hub.local' },
      owner,
    )

    assert.deepEqual([sent['content-length'], sent.host], ['3', 'hub.local'])
  })

  it('cannot loosen what the hub says of its own address, nor set its session', () => {
    const answered = fromFlows({
      'content-type': 'text/html',
      'transfer-encoding': 'chunked',
      'x-frame-options': 'ALLOWALL',
      'content-security-policy': 'frame-ancestors *',
      'service-worker-allowed': '/',
      'set-cookie': [
        ...['rigsong-session=mine; Path=/', ' rigsong-session =x', 'seat=4; Path=/'],
        // Without a name, a browser sends them back as our own.
        ...['=rigsong-session=mine', ' = rigsong-session=x', 'rigsong-session; a=b', ''],
      ],
    })

    assert.deepEqual(answered, { 'content-type': 'text/html', 'set-cookie': ['seat=4; Path=/'] })
  })
})
