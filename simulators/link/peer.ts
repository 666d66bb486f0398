import type { PeerWord, TimeWord } from './wire.ts'

type Place = { readonly host: string; readonly port: number }

/** A peer without its sockets: an application that plays in a session. */
export type LinkPeer = {
  /** To be called four times a second: says that it is there. */
  alive(): void
  hear(word: PeerWord, from: Place): void
  hearTime(word: TimeWord, from: Place): void
  tempo(bpm: number): void
  play(on: boolean): void
  leave(): void
  bpm(): number
  /** The beat of the session at this moment of our own time. */
  beatAt(micros: bigint): number
  others(): number
}

type Wires = {
  /** Our own time in µs. */
  now(): bigint
  toAll(word: PeerWord): void
  to(place: Place, word: PeerWord): void
  timeTo(place: Place, word: TimeWord): void
  /** Something to tell whoever drives it. */
  says(what: string): void
}

const rounds = 25

/** @param id a number of 64 bits, its name */
export function linkPeer(id: bigint, endpoint: Place, bpm: number, wires: Wires): LinkPeer {
  let session = id
  let ahead = -wires.now()
  let tempo: NonNullable<PeerWord['tempo']> = [BigInt(Math.round(6e7 / bpm)), 0n, 0n]
  let play: NonNullable<PeerWord['play']> = { on: false, beat: 0n, time: 0n }
  const heard = new Map<bigint, { readonly word: PeerWord; readonly at: bigint }>()
  let asking: { readonly of: PeerWord; readonly aheads: bigint[] } | undefined

  const mine = (kind: PeerWord['kind']): PeerWord => ({
    ...{ kind, from: id, tempo, session, play, endpoint },
  })
  const time = (): bigint => wires.now() + ahead
  const beatOf = (at: bigint): number =>
    Number(tempo[1]) / 1e6 + Number(at - tempo[2]) / Number(tempo[0])
  const millionths = (at: bigint): bigint => BigInt(Math.round(beatOf(at) * 1e6))

  function ask(of: PeerWord): void {
    asking = { of, aheads: [] }
    if (of.endpoint) wires.timeTo(of.endpoint, { kind: 'ping', host: wires.now() })
  }

  /** The other session is older than ours, or as old and of a smaller name. */
  function decide({ of, aheads }: NonNullable<typeof asking>): void {
    const theirs = aheads.toSorted((a, b) => (a < b ? -1 : 1))[aheads.length >> 1]!
    const older = theirs - ahead
    const near = older <= 500_000n && older >= -500_000n
    if (near ? of.session! > session : older < 0n) return
    ahead = theirs
    session = of.session!
    tempo = of.tempo!
    wires.says(`joined ${Math.round(6e7 / Number(tempo[0]))} bpm`)
  }

  return {
    alive: () => wires.toAll(mine('alive')),
    hear(word, from) {
      if (word.from === id) return
      if (word.kind === 'byebye') {
        heard.delete(word.from)
        wires.says('somebody left')
        return
      }
      if (!heard.has(word.from)) wires.says('somebody came')
      heard.set(word.from, { word, at: wires.now() })
      if (word.kind === 'alive') wires.to(from, mine('response'))
      if (word.session !== session) {
        asking ?? ask(word)
        return
      }
      if (word.tempo && word.tempo[2] > tempo[2]) {
        tempo = word.tempo
        wires.says(`tempo ${Math.round(6e7 / Number(tempo[0]))}`)
      }
      if (word.play && word.play.time > play.time) {
        play = word.play
        wires.says(play.on ? 'playing' : 'stopped')
      }
    },
    hearTime(word, from) {
      if (word.kind === 'ping') {
        wires.timeTo(from, { ...word, kind: 'pong', session, ghost: time() })
        return
      }
      if (!asking || word.session !== asking.of.session) return
      asking.aheads.push(word.ghost! - (word.host + wires.now()) / 2n)
      if (asking.aheads.length < rounds) {
        wires.timeTo(from, { kind: 'ping', host: wires.now(), before: word.ghost! })
        return
      }
      const whole = asking
      asking = undefined
      decide(whole)
    },
    tempo(next) {
      const at = time()
      tempo = [BigInt(Math.round(6e7 / next)), millionths(at), at]
      wires.toAll(mine('alive'))
    },
    play(on) {
      const at = time()
      play = { on, beat: millionths(at), time: at }
      wires.toAll(mine('alive'))
    },
    leave: () => wires.toAll({ kind: 'byebye', from: id }),
    bpm: () => 6e7 / Number(tempo[0]),
    beatAt: (micros) => beatOf(micros + ahead),
    others: () => [...heard.values()].filter(({ word }) => word.session === session).length,
  }
}
