import { join } from 'node:path'
import { namesIn, nodeOf, word } from './sysfs.ts'

/** Says whether something came or went since the last call, by names alone. */
export function glancer({ dev, sys, proc }: { dev: string; sys: string; proc: string }) {
  let before: string | undefined
  return async (): Promise<boolean> => {
    const now = await Promise.all([
      namesIn(join(sys, 'class', 'tty')),
      namesIn(join(sys, 'class', 'sound')),
      nodeOf(join(dev, 'snd', 'seq')),
      word(join(proc, 'asound', 'seq', 'clients')).then(clientsIn),
    ]).then(JSON.stringify, () => before)
    const isNew = before !== undefined && now !== before
    before = now
    return isNew
  }
}

/** Who is at the sequencer, without those who come and go while we ask it, and without what they do. */
const clientsIn = (text = ''): readonly string[] =>
  text
    .split(/^(?=Client )/m)
    .filter((client) => !/^Client +\d+ : "RtMidi /.test(client))
    .flatMap((client) => client.match(/^(?:Client| {2}Port) .*$/gm) ?? [])
