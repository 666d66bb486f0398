import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isFault, valuesOf } from '#flows/nodes/field.ts'
import { kinds } from '#flows/nodes/index.ts'
import { install } from '#flows/shipped/install.ts'
import { libraryFolder, readLibrary, type Shipped } from '#flows/shipped/library.ts'
import { nothingKept } from '#flows/storage/versions.ts'
import { promises } from '#test/flows/library/promises.ts'
import { type FlowStand, openFlowStand } from '#test/support/flow-stand.ts'

const root = join(import.meta.dirname, '../..')
const flows = await readLibrary(libraryFolder)

/** Of Node-RED's own nodes, those that reach nothing outside; none runs code. */
const plainNodes = [
  'tab',
  'comment',
  'change',
  'switch',
  'trigger',
  'rigsong-hub',
  'link in',
  'link out',
]
const kindOf = (type: string) => kinds.find((kind) => kind.type === type)

type Node = Shipped['flow'][number]

const wiresOf = ({ wires = [] }: Node) => wires as readonly (readonly string[])[]

describe('the flows that come with the hub', () => {
  it('are at least ten and the first flow, and each has its promise', () => {
    const files = readdirSync(join(root, 'flows/library')).filter((file) => file.endsWith('.json'))

    assert.ok(flows.length >= 11)
    assert.equal(flows[0]!.id, 'first')
    assert.deepEqual(flows.map(({ id }) => `${id}.json`).toSorted(), files.toSorted())
    assert.deepEqual(Object.keys(promises).toSorted(), flows.map(({ id }) => id).toSorted())
  })

  it('have no two nodes of one id, so that each can be imported beside the others', () => {
    const ids = flows.flatMap(({ flow }) => flow.map(({ id }) => id))

    assert.equal(new Set(ids).size, ids.length)
  })

  for (const library of flows)
    describe(library.title, () => {
      const { title, says, flow } = library

      it('says what one does and hears', () => {
        const [tab, ...others] = flow.filter(({ type }) => type === 'tab')

        assert.ok(says.length > 80 && says.length < 400, says)
        assert.equal(tab?.label, title)
        assert.equal(tab?.info, says)
        assert.equal(others.length, 0)
        assert.ok(flow.filter(({ type }) => type === 'comment').length >= 2)
      })

      it('has only nodes that are known, with every property set to something that fits', () => {
        for (const node of flow) {
          const kind = kindOf(node.type)
          if (!kind) {
            assert.ok(plainNodes.includes(node.type), node.type)
            continue
          }
          const values = valuesOf(kind.fields, node)
          assert.ok(!isFault(values), `${node.id}: ${JSON.stringify(values)}`)
          const unset = Object.keys(kind.fields).filter((word) => node[word] === undefined)
          assert.deepEqual(unset, [], node.id)
          assert.ok(String(node.name).length > 0, node.id)
        }
      })

      it('is wired to what is there', () => {
        const ids = new Set(flow.map(({ id }) => id))
        for (const node of flow) {
          const { id, type } = node
          const wires = wiresOf(node)
          assert.ok(wires.length <= (kindOf(type)?.gives.length ?? 9), id)
          for (const to of wires.flat()) assert.ok(ids.has(to), `${id} → ${to}`)
        }
        const heard = new Set(flow.flatMap((node) => wiresOf(node).flat()))
        for (const { id, type } of flow)
          if (kindOf(type)?.takes !== undefined && kindOf(type)!.group !== 'shape')
            assert.ok(heard.has(id), `nothing comes to ${id}`)
      })

      it('comes a second time as a flow of its own, which shares only settings', () => {
        let next = 0
        const newId = (): string => `new-${next++}`
        const once = install(nothingKept, library, newId).kept
        const twice = install(once, library, newId).kept

        const copy = twice.flows.slice(once.flows.length)
        const placed = flow.filter(({ type, z }) => type === 'tab' || z)
        assert.equal(copy.length, placed.length)
        const words = new Set(stringsIn(copy))
        for (const { id } of placed) assert.ok(!words.has(id), `the copy still names ${id}`)
        const ids = new Set(twice.flows.map(({ id }) => id))
        for (const node of copy) for (const to of wiresOf(node).flat()) assert.ok(ids.has(to), to)
      })

      it('reads well on one screen', () => {
        const nodes = flow.filter(({ x }) => x !== undefined)
        for (const node of nodes) {
          const [left, right] = edges(node)
          assert.ok(left >= 0 && right <= 850, `${node.id} is from ${left} to ${right}`)
          assert.ok(Number(node.y) >= 20 && Number(node.y) <= 640, `${node.id} is too low`)
        }
        for (const [at, one] of nodes.entries())
          for (const other of nodes.slice(at + 1))
            assert.ok(!overlap(one, other), `${one.id} lies over ${other.id}`)
      })
    })
})

function stringsIn(words: unknown): readonly string[] {
  if (typeof words === 'string') return [words]
  return typeof words === 'object' && words !== null ? Object.values(words).flatMap(stringsIn) : []
}

/** As wide as Node-RED draws the name. */
function edges({ type, x, name }: Node): readonly [left: number, right: number] {
  const letters = String(name).length
  const half = (type === 'comment' ? 40 + 7.2 * letters : Math.max(100, 57 + 8 * letters)) / 2
  return [Number(x) - half, Number(x) + half]
}

/** A node with its status is 45 high. */
function overlap(one: Node, other: Node): boolean {
  const [left, right] = edges(one)
  const [otherLeft, otherRight] = edges(other)
  return Math.abs(Number(one.y) - Number(other.y)) < 45 && left < otherRight && otherLeft < right
}

describe('on simulated devices', () => {
  let stand: FlowStand
  before(async () => {
    stand = await openFlowStand()
  })
  after(() => stand[Symbol.asyncDispose]())

  for (const { id, title, flow } of flows)
    it(`${title} does what it says`, async () => {
      await stand.begin()
      // What speaks to another hub is deployed by its promise, which knows where that is.
      if (flow.every(({ type }) => type !== 'rigsong-hub')) await stand.red.deploy(flow)

      await promises[id]!(stand, flow)

      assert.deepEqual(stand.red.errors, [])
    })
})
