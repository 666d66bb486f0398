import assert from 'node:assert/strict'
import { openRouter } from '#hub/live/router.ts'
import { openScreens } from '#hub/live/screens.ts'

/** The keys of pages, and what happens because of them, in order. */
function pages() {
  const said: string[] = []
  let nowMs = 0
  const router = openRouter({
    outlet: { send: (_, bytes) => said.push(`sent ${[...bytes].join(' ')}`) },
    copy() {},
  })
  router.openOutput('synth', 0)
  const screens = openScreens({
    ...{ router, player: 'ada' },
    clock: { now: () => nowMs, date: () => '' },
    say: ({ device, status, player }) => said.push(`${device} ${status} ${player}`),
    forget: (device) => said.push(`${device} forgotten`),
    moved: ({ device, control, value }) => said.push(`${device} ${control} ${value}`),
    lost: (device) => said.push(`${device} lost`),
  })
  return {
    screens,
    said,
    play: (device: string, ...bytes: number[]) => screens.hear(device, Uint8Array.from(bytes)),
    pass(ms: number) {
      nowMs += ms
    },
  }
}

describe('the keys of a page', () => {
  it('are a device from their first byte until the page is closed, which holds nothing then', () => {
    const { screens, said, play } = pages()

    play('screen-a', 0xb0, 1, 127)
    play('screen-a', 0x90, 60, 100)
    const author = screens.authorOf('screen-a')
    play('screen-a', 0xb0, 123, 0)

    assert.deepEqual(author, { kind: 'human', player: 'ada', device: 'screen-a' })
    assert.equal(screens.authorOf('screen-a'), undefined)
    assert.deepEqual(said, [
      'screen-a live ada',
      'sent 176 1 127',
      'screen-a cc-1 1',
      'sent 144 60 100',
      'screen-a lost',
      'sent 128 60 64',
      'screen-a absent ada',
      'screen-a forgotten',
    ])
  })

  it('are forgotten when nobody played on them for long and another page comes', () => {
    const { said, play, pass } = pages()
    play('screen-a', 0x90, 60, 0)

    pass(600_001)
    play('screen-b', 0x90, 60, 0)

    assert.ok(said.includes('screen-a forgotten'))
    assert.ok(said.includes('screen-b live ada'))
  })
})
