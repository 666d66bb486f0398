import assert from 'node:assert/strict'
import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { topicFrom } from '#core/bus/topics.ts'
import { stalePages } from '#tools/reference.ts'

const root = join(import.meta.dirname, '..')

async function pages(): Promise<readonly { file: string; text: string }[]> {
  const files = await Array.fromAsync(glob('{*.md,docs/**/*.md}', { cwd: root }))
  return Promise.all(
    files.map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
  )
}

const stands = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** Words in backticks that look like a path of this repository. */
const pathWord =
  /`((?:core|runtime|firmware-bridge|flows|hub|simulators|test|bench|tools|docs|bin)\/[\w./-]+)`/g
const linkWord = /\]\(([^)#:]+)(?:#[^)]*)?\)/g
const topicWord = /`((?:event|state|command)\/[a-z/{}-]+)`/g

describe('the docs', () => {
  it('link only to what exists', async () => {
    const missing: string[] = []
    let looked = 0
    for (const { file, text } of await pages()) {
      for (const [, link] of text.matchAll(linkWord)) {
        looked += 1
        if (!(await stands(join(root, dirname(file), link!)))) missing.push(`${file}: ${link}`)
      }
    }
    assert.deepEqual(missing, [])
    assert.ok(looked > 8)
  })

  it('name only paths that exist', async () => {
    const missing: string[] = []
    let looked = 0
    for (const { file, text } of await pages()) {
      for (const [, path] of text.matchAll(pathWord)) {
        looked += 1
        if (!(await stands(join(root, path!)))) missing.push(`${file}: ${path}`)
      }
    }
    assert.deepEqual(missing, [])
    assert.ok(looked > 8)
  })

  it('name only topics of the table', async () => {
    const unknown: string[] = []
    let looked = 0
    for (const { file, text } of await pages()) {
      for (const [, topic] of text.matchAll(topicWord)) {
        looked += 1
        if (!topicFrom('hub', `rigsong/hub/${topic}`)) unknown.push(`${file}: ${topic}`)
      }
    }
    assert.deepEqual(unknown, [])
    assert.ok(looked > 20)
  })

  it('have a reference that says what the code says (npm run docs)', async () => {
    assert.deepEqual(await stalePages(), [])
  })
})
