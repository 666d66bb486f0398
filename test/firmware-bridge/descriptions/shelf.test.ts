import assert from 'node:assert/strict'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { transportNames } from '#core/rig/transports.ts'
import { generics, openShelf, shippedDevices } from '#firmware-bridge/descriptions/shelf.ts'
import { silentLog } from '#test/support/database.ts'
import { until } from '#test/support/rigsong.ts'
import { openTempFolder } from '#test/support/temp.ts'

const box = (id: string, title = 'Box', controls = ''): string =>
  `id: ${id}\ntitle: ${title}\ntransport: usb-midi\nmatch:\n  - midi: { name: ^${title} }\n${controls}`

/** A shelf over a folder of a maker's own, with these files in it, and a small shipped one. */
async function shelfWith(files: Readonly<Record<string, string>> = {}) {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await openTempFolder())
  const [own, shipped] = [join(folder.path, 'own'), join(folder.path, 'shipped')]
  const write = (name: string, text: string): Promise<void> => writeFile(join(own, name), text)
  for (const path of [own, shipped]) await mkdir(path)
  for (const [transport, id] of Object.entries(generics))
    await writeFile(
      join(shipped, `${id}.yaml`),
      `id: ${id}\ntitle: ${id}\ntransport: ${transport}\n`,
    )
  await writeFile(join(shipped, 'fader-box.yaml'), box('fader-box', 'Fader Box'))
  for (const [name, text] of Object.entries(files)) await write(name, text)
  let changes = 0
  const onChange = (): void => {
    changes += 1
  }
  const shelf = stack.use(await openShelf({ shipped, own, log: silentLog, onChange }))
  const kept = stack.move()
  return {
    ...{ shelf, own, write, changes: () => changes },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** What comes with us, and nothing of a maker's own. */
async function shippedShelf() {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await openTempFolder())
  const own = join(folder.path, 'devices')
  const parts = { shipped: shippedDevices, own, log: silentLog, onChange() {} }
  const shelf = stack.use(await openShelf(parts))
  const kept = stack.move()
  return { shelf, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

describe('the shelf of descriptions', () => {
  it('has a generic one for each transport, and knows what is plugged in', async () => {
    await using rig = await shippedShelf()
    const { shelf } = rig
    const usb = { vendor: '2341', product: '0043', path: '1-1' }
    const port = { name: '/dev/ttyACM0', kind: 'serial', title: 'Uno', usb } as const

    for (const transport of transportNames)
      assert.equal(shelf.generic(transport).transport, transport)
    assert.deepEqual(shelf.notes(), [])
    assert.equal(shelf.recognise(port)?.id, 'arduino-uno')
    assert.equal(shelf.recognise(port, { name: 'knob-box' })?.id, 'knob-box')
    assert.equal(shelf.recognise(port, { name: 'odd-box' })?.id, 'generic-hub-frames')
  })

  it('puts one of the maker’s own before the shipped one of the same name', async () => {
    await using rig = await shelfWith({ 'fader-box.yaml': box('fader-box', 'My Faders') })

    assert.equal(rig.shelf.find('fader-box')?.title, 'My Faders')
    assert.equal(rig.shelf.all().filter(({ id }) => id === 'fader-box').length, 1)
  })

  it('reports a broken one, and reads the others', async () => {
    await using rig = await shelfWith({
      'bad.yaml': 'id: bad\ntitle: Bad\ntransport: carrier-pigeon\n',
      'good.yml': box('good'),
      '.hidden.yaml': 'nonsense',
      'notes.txt': 'nonsense',
    })

    assert.ok(rig.shelf.find('good'))
    assert.equal(rig.shelf.find('bad'), undefined)
    assert.equal(rig.shelf.notes().length, 1)
    assert.match(rig.shelf.notes()[0]!, /^bad\.yaml, line 3, transport: /)
  })

  it('reads a file again when it was changed, and keeps what did not change as it was', async () => {
    await using rig = await shelfWith({ 'one.yaml': box('one'), 'two.yaml': box('two') })
    const { shelf } = rig
    const two = shelf.find('two')
    const shipped = shelf.find('fader-box')

    await rig.write('one.yaml', box('one', 'Changed'))

    await until(() => shelf.find('one')?.title === 'Changed', 'the change')
    assert.ok(rig.changes() > 0)
    assert.equal(shelf.find('two'), two)
    assert.equal(shelf.find('fader-box'), shipped)
  })

  it('sees a file that comes by another name, and one that goes', async () => {
    await using rig = await shelfWith({ 'fader-box.yaml': box('fader-box', 'My Faders') })
    const { shelf } = rig
    await rig.write('draft', box('new-box'))

    await rename(join(rig.own, 'draft'), join(rig.own, 'new-box.yaml'))
    await until(() => shelf.find('new-box') !== undefined, 'the new one')
    await rm(join(rig.own, 'fader-box.yaml'))
    await until(() => shelf.find('fader-box')?.title === 'Fader Box', 'the shipped one')
  })

  it('keeps what a file said before it was broken, and says so until it is mended', async () => {
    await using rig = await shelfWith({ 'one.yaml': box('one') })
    const { shelf } = rig

    await rig.write('one.yaml', 'id: one\ntitle: [')
    await until(() => shelf.notes().length === 1, 'the note')
    const title = shelf.find('one')?.title
    await rig.write('one.yaml', box('one', 'Mended'))
    await until(() => shelf.notes().length === 0, 'no note')

    assert.equal(title, 'Box')
    assert.equal(shelf.find('one')?.title, 'Mended')
  })

  it('takes any MIDI port for a generic device, and no serial port that nobody described', async () => {
    await using rig = await shelfWith()
    const { shelf } = rig
    const usb = { vendor: '1a86', product: '7523', path: '1-1' }

    const midi = shelf.recognise({ name: 'alsa:Synth', kind: 'midi', title: 'Synth' })
    const serial = shelf.recognise({ name: '/dev/ttyUSB0', kind: 'serial', title: 'CH340', usb })

    assert.equal(midi?.id, 'generic-midi')
    assert.equal(serial, undefined)
  })

  it('prefers a copy of the maker’s own to what it was copied from', async () => {
    await using rig = await shelfWith({ 'my-copy.yaml': box('my-copy', 'Fader Box') })
    const port = { name: 'alsa:Fader Box', kind: 'midi', title: 'Fader Box' } as const

    assert.equal(rig.shelf.recognise(port)?.id, 'my-copy')
  })

  it('falls back to the shipped generic where the maker’s own speaks something else', async () => {
    const text = 'id: generic-din\ntitle: Mine\ntransport: osc\n'
    await using rig = await shelfWith({ 'generic-din.yaml': text })

    assert.equal(rig.shelf.find('generic-din')?.transport, 'osc')
    assert.equal(rig.shelf.generic('din').transport, 'din')
  })

  it('says which file it cannot read', async () => {
    await using rig = await shelfWith({ 'mine.yaml': box('mine') })

    await mkdir(join(rig.own, 'folder.yaml'))

    await until(() => rig.shelf.notes().length === 1, 'the note')
    assert.match(rig.shelf.notes()[0]!, /^folder\.yaml cannot be read/)
    assert.ok(rig.shelf.find('mine'))
  })

  it('does not open over an installation that lacks a generic one', async () => {
    await using folder = await openTempFolder()

    await assert.rejects(
      openShelf({ shipped: folder.path, own: folder.path, log: silentLog, onChange() {} }),
      { code: 'description-malformed' },
    )
  })
})
