import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { FlowNode } from '#flows/node.ts'
import type { Shipped } from '#flows/shipped/library.ts'
import { bringUpToDate, isEdited } from '#flows/shipped/merge.ts'
import { type Kept, nothingKept } from '#flows/storage/versions.ts'

const tab: FlowNode = { id: 'first', type: 'tab', label: 'Pads make pieces', disabled: false }
const pad: FlowNode = { id: 'pad', type: 'device in', z: 'first', x: 1, y: 1, wires: [['make']] }
const make: FlowNode = { id: 'make', type: 'generate', z: 'first', x: 2, y: 1, style: 'ambient' }
const own: FlowNode = { id: 'mine', type: 'comment', z: 'first', x: 9, y: 9, name: 'mine' }
const base = [tab, pad, make]

const shipped = (flow: readonly FlowNode[]): Shipped => ({
  id: 'first',
  title: 'Pads make pieces',
  says: 'Press a pad',
  flow: [...flow],
})
const user = (flows: readonly FlowNode[]): Kept => ({
  ...nothingKept,
  flows,
  installed: { first: base },
})
let next = 0
const newId = (): string => `new-${next++}`
const updated = (mine: readonly FlowNode[], ours: readonly FlowNode[]): Kept =>
  bringUpToDate(user(mine), [shipped(ours)], newId)
const louder = { ...make, style: 'techno' }

describe('a shipped flow that changed', () => {
  it('updates what was not touched, where the user put it, and off where the user turned it off', () => {
    const moved = { ...make, x: 50, d: true }

    const { flows, installed } = updated(
      [{ ...tab, disabled: true }, pad, moved, own],
      [tab, pad, louder],
    )

    assert.deepEqual(flows, [{ ...tab, disabled: true }, pad, { ...louder, x: 50, d: true }, own])
    assert.deepEqual(installed.first, [tab, pad, louder])
  })

  it('keeps what was edited and offers ours once, on a tab that is off', () => {
    const mine = { ...make, style: 'my own' }

    const first = updated([tab, pad, mine], [tab, pad, louder])
    const second = bringUpToDate(first, [shipped([tab, pad, louder])], newId)

    const [offer, ...nodes] = first.flows.slice(3)
    assert.deepEqual(first.flows.slice(0, 3), [tab, pad, mine])
    assert.equal(offer?.label, 'Pads make pieces (update)')
    assert.equal(offer?.disabled, true)
    assert.deepEqual(
      nodes.map(({ type, z }) => [type, z]),
      [
        ['device in', offer?.id],
        ['generate', offer?.id],
      ],
    )
    assert.deepEqual(nodes[0]?.wires, [[nodes[1]?.id]])
    assert.equal(second, first)
  })

  it('leaves deleted what the user deleted', () => {
    const { flows } = updated([tab, pad], [tab, pad, louder])

    assert.deepEqual(flows, [tab, pad])
  })

  it('brings no part of a tab back that was deleted, also not what is new in it', () => {
    const { flows, installed } = updated([], [...base, { ...own, id: 'new' }])

    assert.deepEqual(flows, [])
    assert.equal(installed.first?.length, 4)
  })

  it('adds what is new in it and takes away what is gone, but for what was edited', () => {
    const news = { ...own, id: 'news' }

    assert.deepEqual(updated([tab, pad, make], [tab, pad, news]).flows, [tab, pad, news])
    assert.deepEqual(updated([tab, { ...pad, name: 'x' }, make], [tab, make]).flows.slice(0, 3), [
      tab,
      { ...pad, name: 'x' },
      make,
    ])
  })

  it('says nothing where nothing changed', () => {
    const mine = user([tab, { ...pad, name: 'x' }])

    assert.equal(bringUpToDate(mine, [shipped(base)], newId), mine)
  })

  it('never takes a node that the user made or edited', () => {
    const edit = fc.record({ touch: fc.boolean(), drop: fc.boolean(), change: fc.boolean() })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 2, maxLength: 8 }), (edits) => {
        const nodes = edits.map((_, i): FlowNode => ({ id: `n${i}`, type: 't', z: 'first', v: 0 }))
        const mine = [
          tab,
          own,
          ...nodes.flatMap((node, i) =>
            edits[i]!.drop ? [] : [edits[i]!.touch ? { ...node, v: 'mine' } : node],
          ),
        ]
        const ours = nodes.map((node, i) => (edits[i]!.change ? { ...node, v: 'ours' } : node))
        const before = { ...nothingKept, flows: mine, installed: { first: [tab, ...nodes] } }

        const { flows } = bringUpToDate(before, [shipped([tab, ...ours])], newId)

        const byId = new Map(flows.map((node) => [node.id, node]))
        edits.forEach(({ touch, drop, change }, i) => {
          const wanted = drop ? undefined : touch ? 'mine' : change ? 'ours' : 0
          assert.equal(byId.get(`n${i}`)?.v, wanted)
        })
        assert.equal(byId.get('mine'), own)
      }),
    )
  })
})

describe('whether a shipped flow was edited', () => {
  it('is not said of moving it or turning it off', () => {
    assert.equal(isEdited([{ ...tab, disabled: true }, { ...pad, x: 99 }, make], base), false)
  })

  it('is said of a changed, added or deleted node', () => {
    assert.equal(isEdited([tab, pad, louder], base), true)
    assert.equal(isEdited([tab, pad, make, own], base), true)
    assert.equal(isEdited([tab, pad], base), true)
  })
})
