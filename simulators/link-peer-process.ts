import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { simulatorConsole } from './console.ts'
import { linkPeer } from './link/peer.ts'
import { readPeer, readTime, writePeer, writeTime } from './link/wire.ts'
import { oneOf } from './one-of.ts'

/** `rigsong simulate link`: an application on this network that plays in an Ableton Link session. */
const { values: options } = parseArgs({
  options: {
    /** The address of this machine in the network where it plays. */
    address: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '20808' },
    bpm: { type: 'string', default: '126' },
  },
})
const group = '224.76.78.75'
const port = Number(options.port)
const ears = createSocket({ type: 'udp4', reuseAddr: true })
const mouth = createSocket('udp4')
ears.bind(port, group)
await once(ears, 'listening')
ears.addMembership(group, options.address)
mouth.bind(0, options.address)
await once(mouth, 'listening')
mouth.setMulticastInterface(options.address)

const micros = (): bigint => process.hrtime.bigint() / 1000n
const id = micros() * 0x9e37_79b9n
const peer = linkPeer(
  BigInt.asUintN(64, id),
  { host: options.address, port: mouth.address().port },
  Number(options.bpm),
  {
    now: micros,
    toAll: (word) => mouth.send(writePeer(word), port, group),
    to: (place, word) => mouth.send(writePeer(word), place.port, place.host),
    timeTo: (place, word) => mouth.send(writeTime(word), place.port, place.host),
    says: (what) => console.heard(what),
  },
)
for (const socket of [ears, mouth])
  socket.on('message', (bytes, { address, port: from }) => {
    const place = { host: address, port: from }
    const time = readTime(bytes)
    const word = time ? undefined : readPeer(bytes)
    if (time) peer.hearTime(time, place)
    else if (word) peer.hear(word, place)
  })

const console = simulatorConsole({
  ready: { says: 'tempo 128, play on, play off, where, quit' },
  commands: {
    tempo: { words: 'tempo <20..999>', do: ([bpm]) => peer.tempo(Number(bpm)) },
    play: {
      words: 'play <on|off>',
      do: ([on]) => peer.play(oneOf(['on', 'off'], on) === 'on'),
    },
    where: {
      words: 'where',
      do() {
        const now = micros()
        console.heard(`at ${Number(now) / 1000} ${peer.beatAt(now)} ${peer.others()}`)
      },
    },
  },
  close() {
    peer.leave()
    clearInterval(timer)
    ears.close()
    mouth.close()
  },
})
peer.alive()
const timer = setInterval(peer.alive, 250)
await console.ended
process.exit(0)
