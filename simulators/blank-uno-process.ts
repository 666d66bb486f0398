import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plugTwin } from './avr/real-time.ts'
import { simulatorConsole } from './console.ts'
import { blankBoard } from './stk500/board.ts'
import { type Failing, failings } from './stk500/bootloader.ts'

/** An Arduino Uno with a bootloader and no program: write one to it, and it runs it. */
const folder = mkdtempSync(join(tmpdir(), 'rigsong-simulator-'))
const port = join(folder, 'blank-uno')
const board = blankBoard({
  unplug: () => plugged.unplug(),
  says: (what) => seat.heard(what),
})
const plugged = plugTwin(board, port, {
  looked() {},
  behind() {},
})
const ways = Object.keys(failings).join(', ')
const seat = simulatorConsole({
  ready: {
    transport: 'hub-frames',
    port,
    description: 'knob-box',
    says: `a board without a program, until one is written to it: rigsong devices flash; then turn 0 0.5, press 2, lift 2; unplug, plug, quit; fail <way> makes it fail: ${ways}`,
  },
  commands: {
    fail: {
      words: 'fail <way>',
      do([way]) {
        if (!Object.hasOwn(failings, way!)) throw new Error(`it can fail like this: ${ways}`)
        board.fail(way as Failing)
      },
    },
    turn: {
      words: 'turn <0..5> <0..1>',
      do: ([channel, share]) => board.turn(Number(channel), Number(share)),
    },
    press: { words: 'press <2..9>', do: ([pin]) => board.press(Number(pin)) },
    lift: { words: 'lift <2..9>', do: ([pin]) => board.lift(Number(pin)) },
    unplug: { words: 'unplug', do: plugged.unplug },
    plug: { words: 'plug', do: plugged.plug },
  },
  close: plugged.unplug,
})
await seat.ended
rmSync(folder, { recursive: true, force: true })
process.exit(0)
