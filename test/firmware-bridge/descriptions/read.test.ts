import assert from 'node:assert/strict'
import fc from 'fast-check'
import { HubError } from '#core/errors.ts'
import { checkDescription, readDescription } from '#firmware-bridge/descriptions/read.ts'

const good = `# A box of mine.
id: my-box
title: My Box
transport: usb-midi
match:
  - usb: { vid: 1d6b, pid: "0104" }
controls:
  - { id: fader-1, kind: continuous, from: { cc: 1, ch: 1 } }
  - { id: pad-1, kind: trigger, from: { note: 36, ch: 10 } }
  - id: light-1
    kind: output
    to: { cc: 21, ch: 1 }
    echo: fader-1
roles:
  macro-1: fader-1
`

/** What is said of the description with one thing in it changed. */
function saidOf(was: string | RegExp, is: string): readonly string[] {
  const text = good.replace(was, is)
  assert.notEqual(text, good)
  return checkDescription(text, 'my-box.yaml')
}

/** One thing that is wrong in a description, and what is said of it. */
const wrongs: readonly [what: string, was: string | RegExp, is: string, says: string][] = [
  [
    'a word that does not exist',
    'echo: fader-1',
    'ecko: fader-1',
    'my-box.yaml, line 13, controls.2.ecko: there is no `ecko` here. Did you mean `echo`?',
  ],
  [
    'a word of the wire that does not exist',
    '{ cc: 1, ch: 1 }',
    '{ cc: 1, chan: 1 }',
    'my-box.yaml, line 8, controls.0.from.chan: there is no `chan` here. Did you mean `ch`?',
  ],
  [
    'a wire that does not exist',
    '{ note: 36, ch: 10 }',
    '{ key: 36 }',
    'my-box.yaml, line 9, controls.1.from.key: there is no `key` here. It can be note, ch, cc, bits, relative, rpn, nrpn, bend, pressure, program, sysex.',
  ],
  [
    'a number that is too high',
    'cc: 1, ch: 1',
    'cc: 200, ch: 1',
    'my-box.yaml, line 8, controls.0.from.cc: 200 is not at most 127. Write at most 127.',
  ],
  [
    'a number that is none',
    'note: 36',
    'note: C2',
    'my-box.yaml, line 9, controls.1.from.note: "C2" is not a number. Write a number.',
  ],
  [
    'a channel as on the wire',
    'ch: 10',
    'ch: 0',
    'my-box.yaml, line 9, controls.1.from.ch: 0 is not at least 1. Write at least 1.',
  ],
  [
    'a kind that does not exist',
    'kind: continuous',
    'kind: continous',
    'my-box.yaml, line 8, controls.0.kind: "continous" is none of the words. Did you mean `continuous`?',
  ],
  [
    'a transport that does not exist',
    'usb-midi',
    'bluetooth',
    'my-box.yaml, line 4, transport: "bluetooth" is none of the words. It can be usb-midi, din, hub-frames, firmata, elm327, nmea, mqtt, osc.',
  ],
  [
    'a control without a wire',
    ', from: { note: 36, ch: 10 }',
    '',
    'my-box.yaml, line 9, controls.1.from: `from` is missing. Write from: and what it is.',
  ],
  [
    'a control without a kind',
    'kind: trigger, ',
    '',
    'my-box.yaml, line 9, controls.1.kind: `kind` is missing. It can be trigger, continuous, state, stream, output.',
  ],
  [
    'a title that is missing',
    'title: My Box\n',
    '',
    'my-box.yaml, line 2, title: `title` is missing. Write title: and what it is.',
  ],
  [
    'an id that YAML takes for a number',
    'pid: "0104"',
    'pid: 0104',
    'my-box.yaml, line 6, match.0.usb.pid: 104 is not a text. Put quotes around it.',
  ],
  [
    'an id in capitals',
    '1d6b',
    '1D6B',
    'my-box.yaml, line 6, match.0.usb.vid: "1D6B" is not four lower-case hex digits in quotes. Write four lower-case hex digits in quotes.',
  ],
  [
    'a role that does not exist',
    'macro-1: fader-1',
    'macro-9: fader-1',
    'my-box.yaml, line 15, roles.macro-9: "macro-9" is none of the words. Did you mean `macro-1`?',
  ],
  [
    'a role of no control',
    'macro-1: fader-1',
    'macro-1: fader1',
    'my-box.yaml, line 15, roles.macro-1: there is no control fader1 to read. Did you mean `fader-1`?',
  ],
  [
    'a role of a light',
    'macro-1: fader-1',
    'macro-1: light-1',
    'my-box.yaml, line 15, roles.macro-1: there is no control light-1 to read. It can be fader-1, pad-1.',
  ],
  [
    'an echo of no control',
    'echo: fader-1',
    'echo: knob',
    'my-box.yaml, line 13, controls.2.echo: there is no control knob to read. It can be fader-1, pad-1.',
  ],
  [
    'two controls of one name',
    'id: pad-1',
    'id: fader-1',
    'my-box.yaml, line 9, controls.1.id: there is another control fader-1. Give each control a name of its own.',
  ],
  [
    'a name that is not that of the file',
    'id: my-box',
    'id: your-box',
    'my-box.yaml, line 2, id: your-box is not the name of the file. Write id: my-box, or call the file your-box.yaml.',
  ],
  [
    'a range without a way',
    'kind: continuous,',
    'kind: continuous, range: [5, 5],',
    'my-box.yaml, line 8, controls.0.range: both ends are the same. Write the raw values at 0 and at 1, such as range: [0, 130].',
  ],
  [
    'a range without an end',
    'kind: continuous,',
    'kind: continuous, range: [5],',
    'my-box.yaml, line 8, controls.0.range.1: the list is too short. Write one more.',
  ],
  [
    'a match that fits everything',
    /- usb: .*/,
    '- {}',
    'my-box.yaml, line 6, match.0: this would fit every device. It can be recognised by usb and midi.',
  ],
  [
    'a match that is none of this transport',
    /- usb: .*/,
    '- hub-frames: { name: x }',
    'my-box.yaml, line 6, match.0.hub-frames: a device that speaks usb-midi is not recognised by hub-frames. It can be recognised by usb and midi.',
  ],
  [
    'a pattern that is none',
    /- usb: .*/,
    '- midi: { name: "My (Box" }',
    'my-box.yaml, line 6, match.0.midi.name: "My (Box" is no pattern: Invalid regular expression: /My (Box/: Unterminated group. Write a regular expression, such as "^Fader Box".',
  ],
  [
    'words where a list belongs',
    /match:\n.*\n/,
    'match: { usb: { vid: 1d6b } }\n',
    'my-box.yaml, line 5, match: {"usb":{"vid":"1d6b"}} is not a list. Write a list.',
  ],
]

describe('a description', () => {
  it('is read with what was left out', () => {
    const description = readDescription(good, 'my-box.yaml')

    assert.equal(description.id, 'my-box')
    assert.equal(description.discover, false)
    assert.deepEqual(
      description.controls.map(({ id }) => id),
      ['fader-1', 'pad-1', 'light-1'],
    )
  })

  for (const [what, was, is, says] of wrongs)
    it(`says where it has ${what}, and what to do`, () => {
      assert.deepEqual(saidOf(was, is), [says])
    })

  it('says everything that is wrong at once, and refuses with the first', () => {
    const text = good.replace('cc: 1,', 'cc: 128,').replace('kind: trigger', 'kind: pad')

    assert.equal(checkDescription(text, 'my-box.yaml').length, 2)
    assert.throws(
      () => readDescription(text, 'my-box.yaml'),
      (error: unknown) => {
        assert.ok(error instanceof HubError)
        assert.equal(error.code, 'description-malformed')
        assert.equal(
          error.message,
          'my-box.yaml, line 8, controls.0.from.cc: 128 is not at most 127 (and 1 more)',
        )
        assert.equal(error.hint, 'Write at most 127.')
        return true
      },
    )
  })

  it('of a car says the ranges that it needs', () => {
    const text = `id: car
title: Car
transport: elm327
controls:
  - { id: speed, kind: continuous, from: { pid: 0D } }
`

    assert.deepEqual(checkDescription(text, 'car.yaml'), [
      'car.yaml, line 5, controls.0: speed has no range. Write the raw values at 0 and at 1, such as range: [0, 130].',
    ])
  })

  it('has no lights where the wire has none', () => {
    const text = `id: car
title: Car
transport: elm327
controls:
  - { id: horn, kind: output, to: { pid: 0D } }
`

    assert.deepEqual(checkDescription(text, 'car.yaml'), [
      'car.yaml, line 5, controls.0.to: {"pid":"0D"} has no place here. Take it away.',
    ])
  })

  it('says in which line it is no YAML', () => {
    const [problem] = checkDescription('id: my-box\ntitle: [My Box\n', 'my-box.yaml')

    assert.match(problem!, /^my-box\.yaml, line [23]: this is not YAML: /)
  })

  it('is refused where it is empty, too long, or a bomb', () => {
    const bomb = `a: &a [1,1,1,1,1,1,1,1,1,1]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`

    assert.match(checkDescription('', 'x.yaml')[0]!, /null is not a group of words/)
    assert.match(checkDescription('#'.repeat(300_000), 'x.yaml')[0]!, /too long/)
    assert.match(checkDescription(bomb, 'x.yaml')[0]!, /not YAML: Excessive alias count/)
  })

  it('is read or refused in words, whatever it says', () => {
    const lines = good.split('\n')
    const anyText = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.json(),
      fc
        .tuple(fc.nat(lines.length - 1), fc.nat(60), fc.string({ maxLength: 12 }))
        .map(([n, at, word]) =>
          lines
            .map((line, i) => (i === n ? line.slice(0, at) + word + line.slice(at) : line))
            .join('\n'),
        ),
    )
    fc.assert(
      fc.property(anyText, (text) => {
        for (const problem of checkDescription(text, 'my-box.yaml'))
          assert.match(problem, /^my-box\.yaml[,:] .+\. \S/s)
      }),
    )
  })
})
