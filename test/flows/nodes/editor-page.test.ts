import assert from 'node:assert/strict'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { editorPage } from '#flows/nodes/editor-page.ts'
import { isFault } from '#flows/nodes/field.ts'
import { kinds } from '#flows/nodes/index.ts'

type Default = { readonly value: unknown; readonly validate?: (value: unknown) => boolean }
type Registered = {
  readonly inputs: number
  readonly outputs: number
  readonly outputLabels: readonly string[]
  readonly defaults: Readonly<Record<string, Default>>
  label(this: { name: string }): string
}

/** What the page registers, run as the browser runs it. */
function registered(): ReadonlyMap<string, Registered> {
  const script = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(editorPage())![1]!
  const found = new Map<string, Registered>()
  const registerType = (type: string, what: Registered): void => void found.set(type, what)
  runInNewContext(script, { RED: { nodes: { registerType } } })
  return found
}

describe("the editor's page", () => {
  const page = editorPage()
  const types = registered()

  it('has a form, help and an example for every node', () => {
    for (const { type, fields } of kinds) {
      assert.ok(page.includes(`data-template-name="${type}"`), type)
      const help = page.split(`data-help-name="${type}">`)[1]?.split('</script>')[0] ?? ''
      assert.match(help, /<h3>Example<\/h3>\n<p>.{60,}/, type)
      const form = page.split(`data-template-name="${type}">`)[1]?.split('</script>')[0] ?? ''
      for (const word of Object.keys(fields)) assert.ok(form.includes(`id="node-input-${word}"`))
    }
  })

  it('registers every node with its wires and with what it is at first', () => {
    for (const { type, label, takes, gives, fields } of kinds) {
      const what = types.get(type)!
      assert.equal(what.inputs, takes === undefined ? 0 : 1)
      assert.equal(what.outputs, gives.length)
      assert.equal(what.label.call({ name: '' }), label)
      for (const [word, field] of Object.entries(fields)) {
        assert.equal(what.defaults[word]!.value, field.fallback)
        // What only a person can say is empty at first, and marked until it is said.
        const isMarked = what.defaults[word]!.validate?.(field.fallback) === false
        assert.equal(isMarked, isFault(field.read(field.fallback, undefined)), `${type} ${word}`)
      }
    }
  })

  it('checks a number as the node itself reads it', () => {
    const numbers = kinds.flatMap(({ type, fields }) =>
      Object.entries(fields).flatMap(([word, field]) =>
        field.form.is === 'number'
          ? [{ field, validate: types.get(type)!.defaults[word]!.validate! }]
          : [],
      ),
    )
    assert.ok(numbers.length > 15)
    const typed = fc.oneof(fc.double({ noNaN: true }).map(String), fc.integer().map(String))
    fc.assert(
      fc.property(fc.constantFrom(...numbers), typed, ({ field, validate }, words) => {
        assert.equal(validate(words), !isFault(field.read(words, undefined)))
      }),
    )
  })
})
