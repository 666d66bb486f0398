import assert from 'node:assert/strict'
import { access, glob, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { topicFrom } from '#core/bus/topics.ts'
import { commands } from '#hub/cli/commands/index.ts'
import { sourcesUnder } from '#test/support/source-tree.ts'
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

/** A command line in a page or a hint, such as `rigsong devices list --json`. */
const commandWord = /\brigsong ([a-z]+)(?: ([a-z-]*[a-z]))?(?: (--[a-z-]+))?/g

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

  it('and the hints of the code name only commands and options that exist', async () => {
    const groups = new Set(commands.map(({ words }) => words.split(' ')[0]!))
    const said = [
      ...(await pages()),
      ...sourcesUnder(['core', 'runtime', 'firmware-bridge', 'flows', 'hub']).map(
        ({ path, code }) => ({ file: path, text: code }),
      ),
    ]
    const found = said.flatMap(({ file, text }) =>
      [...text.matchAll(commandWord)]
        .filter(([, group]) => groups.has(group!))
        .map(([words, group, word = '', flag]) => ({ file, words, group: group!, word, flag })),
    )
    const unknown = found.filter(({ group, word, flag }) => {
      const command = commands.find(({ words }) => words === `${group} ${word}` || words === group)
      const flags = ['--json', '--help', ...(command?.options ?? []).map((one) => one.flags)]
      // The name of a group alone stands for all of it.
      if (word === '' && flag === undefined) return false
      return !command || (flag && !flags.some((one) => one.startsWith(flag)))
    })

    assert.deepEqual(
      unknown.map(({ file, words }) => `${file}: ${words}`),
      [],
    )
    assert.ok(found.length > 50)
  })

  it('have a reference that says what the code says (npm run docs)', async () => {
    assert.deepEqual(await stalePages(), [])
  })
})
