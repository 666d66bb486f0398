import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HubError } from '#core/errors.ts'
import { needsPiece } from '#core/language/reference.ts'
import { understand } from '#core/language/understand.ts'
import { mostBars, type Role, roles } from '#core/score/piece-spec.ts'
import { writeAtomic } from '#runtime/files.ts'
import type { Cli, CliCommand } from '../cli.ts'
import { type Made, type Making, makeAlone, makeWithHub } from '../make.ts'

const formats = ['mid', 'wav'] as const
type Format = (typeof formats)[number]

/** `rigsong generate "a lo-fi beat at 80 bpm in D minor" --seed 7 --out out` */
export const generate: CliCommand = {
  words: 'generate',
  args: '[prompt...]',
  says: 'compose a piece from a sentence; works with a running hub, and by itself without one',
  options: [
    { flags: '--seed <n>', says: 'the same seed and words give the same piece' },
    {
      flags: '--plan-within <s>',
      says: "wait up to so many seconds for a provider's plan; 0 asks none",
    },
    { flags: '--bars <n>', says: 'how many bars; 5-8 are those of a piece to write anew' },
    {
      flags: '--from <piece>',
      says: 'the piece that is changed; without it the one of the moment',
    },
    { flags: '--parts <list>', says: 'its parts that are written anew, such as bass,drums' },
    { flags: '--out <dir>', says: 'write piece.mid, piece.wav and piece.json there' },
    { flags: '--formats <list>', says: 'which sounds and scores to write', fallback: 'mid,wav' },
  ],
  async run(cli, args, options) {
    const making = {
      prompt: args.join(' '),
      seed: wholeNumber(options.seed, '--seed', [0, 0xffff_ffff]),
      planWithin: wholeNumber(options.planWithin, '--plan-within', [0, 60]),
      bars: barsOf(options.bars),
      from: typeof options.from === 'string' ? options.from : undefined,
      parts: partsOf(options.parts),
    }
    const wanted = formatsOf(String(options.formats))
    const made = await make(cli, making)

    const out = typeof options.out === 'string' ? options.out : made.kept ? undefined : '.'
    const files = out === undefined ? [] : await write(resolve(cli.cwd, out), made, wanted)
    cli.print(
      { ...made.summary, files },
      [describe(made), ...files.map((file) => `  ${file}`)].join('\n'),
    )
    return 0
  },
}

async function make(cli: Cli, making: Making): Promise<Made> {
  try {
    return await makeWithHub(await cli.hub(), making)
  } catch (error) {
    const named = cli.config.hubUrl !== undefined
    if (!(error instanceof HubError) || error.code !== 'hub-unreachable' || named) throw error
    // What is said of a piece needs the library it is in.
    const { prompt, from, parts, bars } = making
    const { reference } = understand(prompt).slots
    if (from !== undefined || parts || Array.isArray(bars)) throw error
    if (reference && needsPiece(reference)) throw error
    return makeAlone({ ...making, bars: typeof bars === 'number' ? bars : undefined })
  }
}

async function write(
  folder: string,
  made: Made,
  wanted: readonly Format[],
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true })
  const written: string[] = []
  const save = async (name: string, bytes: Uint8Array): Promise<void> => {
    await writeAtomic(join(folder, name), bytes)
    written.push(join(folder, name))
  }
  if (wanted.includes('mid')) await save('piece.mid', await made.mid())
  if (wanted.includes('wav')) await save('piece.wav', await made.wav())
  await save('piece.json', Buffer.from(`${JSON.stringify(made.manifest, null, 2)}\n`))
  return written
}

function describe({ summary, kept }: Made): string {
  const { title, key, bpm, meter, bars, seed, style, plannedBy } = summary
  const where = kept ? `kept as ${summary.id}` : 'no hub is running, so it is only in the files'
  const by = plannedBy === undefined ? '' : `, planned by ${plannedBy}`
  const length = bars === 1 ? '1 bar' : `${bars} bars`
  return `${title}: ${style}, ${length} of ${meter} in ${key} at ${bpm} bpm, seed ${seed}${by}; ${where}`
}

function formatsOf(list: string): readonly Format[] {
  return list.split(',').map((word) => {
    const found = formats.find((format) => format === word.trim())
    if (found) return found
    throw new HubError('bad-request', `there is no format "${word.trim()}"`, {
      hint: `--formats takes a list of: ${formats.join(', ')}.`,
    })
  })
}

function barsOf(word: string | boolean | undefined): Making['bars'] {
  const range = /^(\d+)-(\d+)$/.exec(String(word))
  if (range) return [Number(range[1]), Number(range[2])]
  return wholeNumber(word, '--bars', [1, mostBars])
}

function partsOf(list: string | boolean | undefined): readonly Role[] | undefined {
  if (typeof list !== 'string') return undefined
  return list.split(',').map((word) => {
    const found = roles.find((role) => role === word.trim())
    if (found) return found
    throw new HubError('bad-request', `there is no part "${word.trim()}"`, {
      hint: `--parts takes a list of: ${roles.join(', ')}.`,
    })
  })
}

function wholeNumber(
  word: string | boolean | undefined,
  flag: string,
  [least, most]: readonly [number, number],
): number | undefined {
  if (word === undefined) return undefined
  const number = Number(word)
  if (word !== '' && Number.isInteger(number) && number >= least && number <= most) return number
  throw new HubError('bad-request', `${flag} ${String(word)} is no number to go by`, {
    hint: `Give a whole number from ${least} to ${most}.`,
  })
}
