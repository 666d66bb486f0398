import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { openTempFolder } from '#test/support/temp.ts'
import { modulesInOrder, neededBy } from '#tools/vm/modules.ts'

/** As the kernel's build leaves it in a module. */
const note = (depends: string): Buffer =>
  Buffer.from(`\x7fELF\0license=GPL\0depends=${depends}\0name=x\0\x01\x02`, 'latin1')

/** Modules by file name, with what each needs. */
async function openKernel(modules: Readonly<Record<string, string>>) {
  const folder = await openTempFolder()
  const files = Object.keys(modules).map((name) => join(folder.path, name))
  for (const file of files) await writeFile(file, note(modules[basename(file)]!))
  return {
    inOrder: async (wanted: readonly string[], builtIn: readonly string[] = []) =>
      (await modulesInOrder(wanted, files, builtIn)).map((file) => basename(file)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('the modules of the guest', () => {
  it('come after everything they stand on, each once', async () => {
    await using kernel = await openKernel({
      'snd-usb-audio.ko': 'snd,usbcore',
      'cdc-acm.ko': 'usbcore',
      'usbcore.ko': 'usb-common',
      'usb-common.ko': '',
      'snd.ko': '',
      'unrelated.ko': '',
    })

    assert.deepEqual(await kernel.inOrder(['cdc-acm', 'snd-usb-audio']), [
      ...['usb-common.ko', 'usbcore.ko', 'cdc-acm.ko'],
      ...['snd.ko', 'snd-usb-audio.ko'],
    ])
  })

  it('are found whether they are written with hyphens or underscores', async () => {
    await using kernel = await openKernel({ 'snd-seq-midi.ko': 'snd_seq', 'snd-seq.ko': '' })

    assert.deepEqual(await kernel.inOrder(['snd_seq_midi']), ['snd-seq.ko', 'snd-seq-midi.ko'])
  })

  it('need no file where the kernel has them inside', async () => {
    await using kernel = await openKernel({ 'cdc-acm.ko': 'usbcore' })

    const order = await kernel.inOrder(['cdc-acm'], ['kernel/drivers/usb/core/usbcore.ko'])

    assert.deepEqual(order, ['cdc-acm.ko'])
  })

  it('are named where one is missing, with who needs it', async () => {
    await using kernel = await openKernel({ 'cdc-acm.ko': 'usbcore' })

    await assert.rejects(kernel.inOrder(['cdc-acm']), /no module usbcore, which cdc-acm needs/)
    await assert.rejects(kernel.inOrder(['g_midi']), /no module g_midi, which the guest needs/)
  })

  it('need nothing where they say nothing', () => {
    assert.deepEqual(neededBy(note('')), [])
    assert.deepEqual(neededBy(Buffer.from('no note at all')), [])
  })
})
