import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Phrase } from '#core/score/phrase.ts'
import { aclText } from '#hub/broker/acl-text.ts'
import { openLiveClient } from '#test/support/live-client.ts'
import { openMosquitto, runMosquitto } from '#test/support/mosquitto.ts'
import { startRigsong } from '#test/support/rigsong.ts'
import { skipWithout } from '#test/support/skip.ts'
import { openTempFolder } from '#test/support/temp.ts'

describe("a hub on somebody else's broker", function () {
  this.timeout(60_000)

  before(function () {
    for (const program of ['mosquitto', 'mosquitto_sub']) skipWithout(this, program)
  })

  it('plays, answers and composes over Mosquitto as it does over its own', async () => {
    await using folder = await openTempFolder()
    await using mosquitto = await openMosquitto([], aclText('hub'))
    const tokens = join(folder.path, 'tokens')
    await writeFile(tokens, 'hub:secret-of-hub\nlive:secret-of-live\n', { mode: 0o600 })
    const url = `mqtt://127.0.0.1:${mosquitto.port}`
    await using rigsong = await startRigsong({
      env: { RIGSONG_BROKER_URL: url, RIGSONG_TOKEN_FILE: tokens },
    })
    const watching = ['-p', String(mosquitto.port), '-u', 'watcher', '-i', 'watcher']
    await using watcher = runMosquitto('mosquitto_sub', [...watching, '-t', 'rigsong/hub/#', '-v'])
    await watcher.line(/state\/availability\/live .*"online":true/)
    await using screen = await openLiveClient(rigsong.url, await rigsong.ownerToken())
    screen.subscribe('event/phrase/+')

    for (const pitch of [60, 64, 67]) {
      screen.play(0x90, pitch, 90)
      await new Promise((resolve) => setTimeout(resolve, 300))
      screen.play(0x80, pitch, 0)
    }
    const answer = await screen.hear<Phrase>(/^event\/phrase/, ({ by }) => by === 'engine')
    const piece = await rigsong.call<{ id: string }>('POST', '/api/v1/generate', { prompt: 'folk' })

    assert.ok(rigsong.printed().includes(url))
    assert.ok(answer.notes.length > 0)
    await watcher.line(new RegExp(`event/piece/${piece.id}`))
  })
})
