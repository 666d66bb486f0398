import { simulatorConsole } from './console.ts'
import { type BehaviourName, behaviours, knobBox, simulatedBoard } from './hub-frames/device.ts'
import { openLead } from './lead.ts'

/** A knob box that is all simulated, wire and board, and that can be made to misbehave. */
const lead = openLead('hub-frame-box', (bytes) => board.hear(bytes))
const board = simulatedBoard(knobBox, {
  say: (bytes) => lead.write(Uint8Array.from(bytes)),
  nowMs: () => performance.now(),
  light: (light, on) => seat.heard(`light ${light + 1} ${on ? 'on' : 'off'}`),
})
const ways = Object.keys(behaviours).join(', ')
let flooding: NodeJS.Timeout | undefined

/** Ten times what a real box can say: all knobs, ten times in a millisecond. */
function flood(): void {
  let step = 0
  flooding = setInterval(() => {
    for (let i = 0; i < 10; i++, step++) {
      const value = step % 1024
      board.turnAll(new Map(Array.from({ length: knobBox.analogs }, (_, knob) => [knob, value])))
    }
  }, 1)
}

function indexOf(name: string | undefined, kind: string): number {
  const number = Number(new RegExp(`^${kind}-(\\d{1,2})$`).exec(name ?? '')?.[1])
  if (number >= 1) return number - 1
  throw new Error(`there is no ${name}; say ${kind}-1 and so on`)
}

const seat = simulatorConsole({
  ready: {
    transport: 'hub-frames',
    port: lead.path,
    description: 'knob-box',
    says: `turn knob-1 0.5; press button-1, lift button-1; behave <how>: ${ways}; flood, calm; unplug, plug, quit`,
  },
  commands: {
    turn: {
      words: 'turn <knob> <0..1>',
      do: ([knob, share]) => board.turn(indexOf(knob, 'knob'), Math.round(Number(share) * 1023)),
    },
    press: { words: 'press <button>', do: ([button]) => board.press(indexOf(button, 'button')) },
    lift: { words: 'lift <button>', do: ([button]) => board.lift(indexOf(button, 'button')) },
    say: { words: 'say <words...>', do: (words) => board.log(words.join(' ')) },
    behave: {
      words: 'behave <how>',
      do([how]) {
        if (!Object.hasOwn(behaviours, how!)) throw new Error(`it can behave so: ${ways}`)
        board.behave(behaviours[how as BehaviourName])
      },
    },
    flood: { words: 'flood', do: flood },
    calm: { words: 'calm', do: () => clearInterval(flooding) },
    restart: { words: 'restart', do: board.start },
    unplug: { words: 'unplug', do: lead.unplug },
    plug: {
      words: 'plug',
      do() {
        lead.plug()
        board.start()
      },
    },
  },
  close() {
    clearInterval(flooding)
    lead.close()
  },
})
await seat.ended
process.exit(0)
