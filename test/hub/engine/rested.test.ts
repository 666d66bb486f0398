import assert from 'node:assert/strict'
import { composeNow } from '#hub/engine/compose-now.ts'
import { rested } from '#hub/engine/rested.ts'

const before = composeNow({ wish: { style: 'house', bars: 16 }, seed: 3, because: 'cm_1' })
const notesOf = ({ parts }: typeof before, role: string) =>
  parts.find((part) => part.role === role)?.notes ?? []

describe('parts that rest', () => {
  const after = rested(before, [{ parts: ['bass'], bars: [5, 8] }])
  const [from, to] = [16, 32]

  it('are silent in their bars, and what sounds into them ends before', () => {
    const sounding = notesOf(after, 'bass').filter(
      ({ start, length }) => start < to - 0.1 && start + length > from,
    )

    assert.deepEqual(sounding, [])
    assert.ok(notesOf(before, 'bass').some(({ start }) => start >= from && start < to))
  })

  it('play as before outside of them, and all others everywhere', () => {
    const outside = (notes: readonly { start: number }[]) =>
      notes.filter(({ start }) => start < from - 1 || start >= to)

    assert.deepEqual(outside(notesOf(after, 'bass')), outside(notesOf(before, 'bass')))
    assert.deepEqual(notesOf(after, 'drums'), notesOf(before, 'drums'))
  })

  it('have no place any more in the plan of a section they never play in', () => {
    const { form, spec } = before
    const { id } = spec.sections.find(({ roles }) => roles.includes('bass') && roles.length > 1)!
    const places = form.filter(({ section }) => section === id)
    const rests = places.map(({ start, length }) => ({
      parts: ['bass' as const],
      bars: [start / 4 + 1, (start + length) / 4] as [number, number],
    }))

    const plan = rested(before, rests).spec

    assert.ok(!plan.sections.find((section) => section.id === id)?.roles.includes('bass'))
    assert.deepEqual(
      plan.sections.filter((section) => section.id !== id),
      spec.sections.filter((section) => section.id !== id),
    )
  })
})
