import { Command, CommanderError } from 'commander'
import { HubError, reportOf } from '#core/errors.ts'
import { readConfig } from '#runtime/config.ts'
import type { Cli, CliCommand, ExitCode, Terminal } from './cli.ts'
import { commands, groups } from './commands/index.ts'
import { openHubClient } from './hub-client.ts'
import { plain } from './plain.ts'

const exitCodeOf: Partial<Record<HubError['code'], ExitCode>> = {
  'bad-request': 2,
  'bad-settings': 2,
  'hub-unreachable': 3,
  'broker-unreachable': 3,
  'not-allowed': 4,
  'not-signed-in': 4,
}

/** Runs `rigsong …` and answers its exit code. Data goes to stdout, words for people to stderr. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = programOf(terminal, async (command, args, options) => {
    const cli = cliOf(terminal, options)
    code = await command.run(cli, args, options)
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    return refuse(error, argv.includes('--json'), terminal)
  }
}

type Options = Readonly<Record<string, string | boolean | undefined>>
type Run = (command: CliCommand, args: readonly string[], options: Options) => Promise<void>

function programOf(terminal: Terminal, run: Run): Command {
  const program = new Command('rigsong')
    .description('A hub for hardware-first music.')
    .version(readConfig({ env: terminal.env }).version)
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('Try `rigsong --help`.')
  for (const command of commands) add(program, command, run)
  return program
}

function add(program: Command, command: CliCommand, run: Run): void {
  const words = command.words.split(' ')
  const name = words.pop()!
  const parent = words.reduce(groupIn, program)
  const line = parent.command(`${name} ${command.args ?? ''}`.trim()).description(command.says)
  for (const { flags, says, fallback } of command.options ?? []) line.option(flags, says, fallback)
  line
    .option('--json', 'print one JSON object')
    .option('--hub <url>', 'address of the hub')
    .option('--token-file <file>', 'file with an API token')
  if (command.passesOptions) line.allowUnknownOption()
  line.action(async (...passed: unknown[]) => {
    const args = passed
      .slice(0, -2)
      .flat()
      .filter((arg) => typeof arg === 'string')
    // A word with words under it, such as flows, takes the options of theirs that it has as well.
    await run(command, args, line.optsWithGlobals<Record<string, string | boolean>>())
  })
}

function groupIn(parent: Command, name: string): Command {
  return (
    parent.commands.find((known) => known.name() === name) ??
    parent.command(name).description(groups[name] ?? '')
  )
}

function cliOf(terminal: Terminal, options: Options): Cli {
  const json = options.json === true
  const env = { ...terminal.env }
  if (typeof options.hub === 'string') env.RIGSONG_HUB_URL = options.hub
  if (typeof options.tokenFile === 'string') env.RIGSONG_TOKEN_FILE = options.tokenFile
  const config = readConfig({ env })
  return {
    ...terminal,
    config,
    json,
    hub: () => openHubClient(config),
    print: (value, text) =>
      terminal.out(json ? `${JSON.stringify(value)}\n` : text === '' ? '' : `${plain(text)}\n`),
  }
}

function refuse(error: unknown, json: boolean, terminal: Terminal): ExitCode {
  const report = reportOf(error)
  terminal.err(
    json
      ? `${JSON.stringify({ error: report })}\n`
      : plain(`rigsong: ${report.message}\n  ${report.hint}\n`),
  )
  return (error instanceof HubError ? exitCodeOf[error.code] : undefined) ?? 1
}
