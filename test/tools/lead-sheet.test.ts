import assert from 'node:assert/strict'
import { composePiece } from '#hub/engine/compose.ts'
import { planPiece } from '#hub/engine/plan.ts'
import { leadSheet } from '#tools/lead-sheet.ts'

const sheetOf = (style: string): readonly string[] =>
  leadSheet(composePiece(planPiece({ style, bars: 8 }, 1), 1, { because: 'test' })).split('\n')

describe('a lead sheet', () => {
  it('tells meter, sounds, sections with their chords, and every bar on its grid', () => {
    const [head, sounds, ...rest] = sheetOf('house')

    assert.match(head!, /^house, \w+ \w+, 4\/4, 12\d bpm/)
    assert.match(sounds!, /drums: kit-electro/)
    assert.ok(rest.some((line) => /^== A, 4 bars: \S+\(\w+\)/.test(line)))
    assert.ok(rest.includes('  kick       X--- X--- X--- X---'))
    assert.ok(rest.some((line) => /^ {2}bass {7}[-x= ]+ {2}[A-G]/.test(line)))
  })

  it('writes a swung note where it is written, and a roll as one', () => {
    const swung = sheetOf('jazz-swing').filter((line) => line.startsWith('  ride'))
    const rolled = sheetOf('trap').filter((line) => line.startsWith('  hat'))

    assert.ok(swung.includes('  ride       x--- x-x- x--- x-x-'), swung.join('\n'))
    assert.ok(
      rolled.some((line) => /[23]/.test(line)),
      rolled.join('\n'),
    )
  })
})
