import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FlowNode } from '#flows/node.ts'
import { freshCopy } from '#flows/shipped/copy.ts'
import { install, shippedOf } from '#flows/shipped/install.ts'
import { readLibrary, type Shipped } from '#flows/shipped/library.ts'
import { nothingKept } from '#flows/storage/versions.ts'
import { openTempFolder } from '#test/support/temp.ts'

const flow: FlowNode[] = [
  { id: 'loop', type: 'tab', label: 'Looper' },
  { id: 'box', type: 'group', z: 'loop', x: 0, y: 0, nodes: ['in', 'out'] },
  { id: 'in', type: 'link in', z: 'loop', g: 'box', x: 1, y: 1, links: ['out'], wires: [['out']] },
  { id: 'out', type: 'mqtt out', z: 'loop', g: 'box', x: 2, y: 1, broker: 'net', role: 'in' },
  { id: 'net', type: 'mqtt-broker', name: 'net' },
]
const looper: Shipped = { id: 'looper', title: 'Looper', says: 'Loops', flow }
let next = 0
const newId = (): string => `new-${next++}`

describe('an example', () => {
  it('comes in under its own ids and is known as installed', () => {
    const { kept, tab } = install(nothingKept, looper, newId)

    assert.equal(tab, 'loop')
    assert.deepEqual(kept.flows, flow)
    assert.deepEqual(kept.installed, { looper: flow })
  })

  it('comes a second time as a copy: fresh ids wherever one is meant, settings shared', () => {
    const once = install(nothingKept, looper, newId).kept

    const { kept, tab } = install(once, looper, newId)

    const copy = kept.flows.slice(flow.length)
    const [ear, box, into, out] = copy
    assert.equal(copy.length, 4)
    assert.equal(ear?.id, tab)
    assert.deepEqual(box?.nodes, [into?.id, out?.id])
    assert.deepEqual(
      [into?.z, into?.g, into?.links, into?.wires],
      [tab, box?.id, [out?.id], [[out?.id]]],
    )
    // A word that reads like an id of another node is a word.
    assert.equal(out?.role, 'in')
    assert.equal(out?.broker, 'net')
    assert.deepEqual(kept.installed, once.installed)
    assert.equal(new Set(kept.flows.map(({ id }) => id)).size, kept.flows.length)
  })

  it('shares a subflow that is there, and puts nothing into it', () => {
    const nodes: FlowNode[] = [
      { id: 'tab', type: 'tab' },
      { id: 'sub', type: 'subflow', in: [{ wires: [{ id: 'inner' }] }] },
      { id: 'inner', type: 'change', z: 'sub', x: 1, y: 1 },
      { id: 'use', type: 'subflow:sub', z: 'tab', x: 1, y: 1 },
    ]

    const shared = freshCopy(nodes, nodes, newId).nodes
    const own = freshCopy(nodes, [], newId).nodes

    assert.deepEqual(
      shared.map(({ type }) => type),
      ['tab', 'subflow:sub'],
    )
    const [, sub, inner, use] = own
    assert.equal(use?.type, `subflow:${sub?.id}`)
    assert.equal(inner?.z, sub?.id)
    assert.deepEqual(sub?.in, [{ wires: [{ id: inner?.id }] }])
  })

  it('comes back under its own ids where it was deleted', () => {
    const deleted = { ...nothingKept, flows: [flow[4]!], installed: { looper: flow } }

    const { kept } = install(deleted, looper, newId)

    assert.deepEqual(kept.flows, [flow[4], ...flow.slice(0, 4)])
  })

  it('that is not there is said with those that are', () => {
    assert.throws(() => shippedOf([looper], 'loper'), { code: 'not-found', hint: /looper/ })
  })
})

describe('the shipped library', () => {
  it('has the first flow first and the others by title', async () => {
    await using folder = await openTempFolder()
    for (const [id, title] of [
      ['zoo', 'A zoo'],
      ['car', 'Car'],
      ['first', 'Pads'],
    ])
      await writeFile(
        join(folder.path, `${id}.json`),
        JSON.stringify({ id, title, says: 'x', flow: [{ id, type: 'tab' }] }),
      )

    const library = await readLibrary(folder.path)

    assert.deepEqual(
      library.map(({ id }) => id),
      ['first', 'zoo', 'car'],
    )
  })

  it('is empty where no folder is, and refuses a file that is no flow', async () => {
    await using folder = await openTempFolder()
    assert.deepEqual(await readLibrary(join(folder.path, 'none')), [])
    await writeFile(join(folder.path, 'two.json'), JSON.stringify({ ...looper, id: 'other' }))

    await assert.rejects(readLibrary(folder.path), /two.json calls itself other/)
  })
})
