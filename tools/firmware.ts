import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runProgram } from './run-program.ts'

const sketches = join(import.meta.dirname, '..', 'firmware-bridge', 'sketches')

/** Our own firmware, built by `npm run firmware`; one line each. */
const firmware = [{ name: 'knob-box', chip: 'atmega328p', hz: 16_000_000 }] as const
type Firmware = (typeof firmware)[number]

/** What a program may use of the chip; the bootloader has the rest of the flash. */
const room = { atmega328p: { flashBytes: 32_256, ramBytes: 2048 } } as const

const usage = 'node tools/firmware.ts [--check]'
const missing =
  'avr-gcc is not installed. On Debian: sudo apt-get install gcc-avr avr-libc. Only who changes a sketch needs it; the built image is beside each one.'

type Built = { readonly hex: string; readonly note: string; readonly says: string }

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const compiler = await runProgram('avr-gcc', ['--version'])
  if (compiler.code !== 0) throw new Error(missing)
  let stale = 0
  for (const one of firmware) {
    const built = await build(one, compiler.output.split('\n')[0]!)
    print(`${one.name}: ${built.says}`)
    if (!values.check) await ship(one, built)
    else if (!(await isShipped(one, built))) stale += 1
  }
  return stale > 0 ? 1 : 0
}

const fileOf = ({ name }: Firmware, ending: string): string =>
  join(sketches, name, `${name}.${ending}`)

async function ship(one: Firmware, { hex, note }: Built): Promise<void> {
  await writeFile(fileOf(one, 'hex'), hex)
  await writeFile(fileOf(one, 'txt'), note)
}

async function isShipped(one: Firmware, built: Built): Promise<boolean> {
  const shipped = await readFile(fileOf(one, 'hex'), 'utf8').catch(() => '')
  const note = await readFile(fileOf(one, 'txt'), 'utf8').catch(() => '')
  if (shipped === built.hex && note === built.note) return true
  print(`${one.name}: what is shipped is not what this source and compiler give:`)
  print(
    `shipped\n${note}\nbuilt now\n${built.note}\nRun \`npm run firmware\` and look at the change.`,
  )
  return false
}

/** The same bytes from the same source and compiler, wherever the folder is. */
async function build(one: Firmware, compiler: string): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'rigsong-firmware-'))
  try {
    const elf = join(folder, 'image.elf')
    const hex = join(folder, 'image.hex')
    await must('avr-gcc', [
      ...['-std=c11', '-Os', '-Wall', '-Wextra', '-Werror', `-mmcu=${one.chip}`],
      ...[`-DF_CPU=${one.hz}UL`, '-ffunction-sections', '-fdata-sections', '-Wl,--gc-sections'],
      ...['-o', elf, fileOf(one, 'c')],
    ])
    await must('avr-objcopy', ['-O', 'ihex', '-R', '.eeprom', elf, hex])
    const says = use(one, await must('avr-size', ['-A', elf]))
    const source = await readFile(fileOf(one, 'c'))
    const note = [
      `${one.name}.hex is ${one.name}.c, built by \`npm run firmware\`.`,
      `chip      ${one.chip} at ${one.hz} Hz`,
      `compiler  ${compiler}`,
      `uses      ${says}`,
      `source    sha256 ${createHash('sha256').update(source).digest('hex')}`,
    ]
    return {
      hex: (await readFile(hex, 'utf8')).replaceAll('\r', ''),
      note: `${note.join('\n')}\n`,
      says,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Flash and RAM in words, from the sections that avr-size lists. */
function use({ chip }: Firmware, sections: string): string {
  const bytes = (name: string): number =>
    Number(new RegExp(`^\\.${name}\\s+(\\d+)`, 'm').exec(sections)?.[1] ?? 0)
  const flash = bytes('text') + bytes('data')
  const ram = bytes('data') + bytes('bss') + bytes('noinit')
  const { flashBytes, ramBytes } = room[chip]
  return `${flash} of ${flashBytes} bytes flash, ${ram} of ${ramBytes} bytes RAM`
}

async function must(program: string, args: readonly string[]): Promise<string> {
  const { code, output } = await runProgram(program, args)
  if (code !== 0) throw new Error(`${program} failed:\n${output}`)
  return output
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

if (import.meta.main) {
  process.exitCode = await main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n${usage}\n`)
    return 1
  })
}
