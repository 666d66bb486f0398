/**
 * The codes a HubError can carry. A code is for programs, the hint is for people.
 * One line a code; docs/reference/errors.md is made from this table.
 */
export const errorCodes = {
  'bad-request': 'What was asked does not have the right shape.',
  'bad-settings': 'A setting of the file, the environment or the command line cannot be used.',
  'broker-unreachable': 'The MQTT broker does not answer.',
  'called-off': 'What was asked for was stopped before it began.',
  'claim-refused': 'The claim code is wrong, used or too old.',
  'clock-led': 'Another clock sets the tempo.',
  'control-unknown': 'The device has no such control.',
  'data-folder-unwritable': 'The data folder cannot be written.',
  'database-broken': 'A database file is damaged or is none.',
  'database-newer': 'A database file was written by a newer version of Rigsong.',
  'description-malformed': 'A device description cannot be read.',
  'device-ambiguous': 'Several devices look the same, and nobody said which one is meant.',
  'device-mismatch': 'Something else than expected answers on this port.',
  'device-silent': 'A device does not answer.',
  'device-unknown': 'No device of the rig has this name.',
  'disk-full': 'There is no room left on the disk.',
  'flash-failed': 'The firmware could not be written.',
  'flows-away': 'The flows process is not running, or not ready yet.',
  'hub-unreachable': 'No hub answers at this address.',
  internal: 'Something went wrong inside.',
  'limit-exceeded': 'More was asked than the limit allows.',
  'mapping-unknown': 'There is no mapping of this name.',
  'midi-malformed': 'These bytes are not MIDI.',
  'midi-unavailable': 'This machine has no MIDI system.',
  'not-allowed': 'This role or user may not do that.',
  'not-answered': 'The process that owns this command did not answer in time.',
  'not-found': 'There is nothing with this name.',
  'not-signed-in': 'This needs a session or a token.',
  'nothing-to-keep': 'Nothing was played that could be kept.',
  'page-missing': 'The page of the hub is not built.',
  'port-busy': 'Another program holds this port.',
  'port-missing': 'There is no such port.',
  'port-refused': 'The operating system does not let us open this port.',
  'provider-unavailable': 'This provider cannot be asked now.',
  'scene-unknown': 'There is no scene of this name.',
  'secret-unreadable': 'A secret was kept with another key, or was changed.',
  'simulator-missing': 'There is no such simulator, or what it needs is not installed.',
  'smf-malformed': 'This is not a Standard MIDI File, or a broken one.',
  'too-many-tries': 'This was tried too often in a short time.',
  'topic-unknown': 'There is no such topic.',
  'worker-lost': 'A worker stopped before it answered.',
  'wrong-host': 'The address that was called is none of this hub.',
  'wrong-origin': 'Another page may not speak for this one.',
} as const satisfies Record<string, string>

export type ErrorCode = keyof typeof errorCodes

/** How an error looks on the bus and in a reply. */
export type ErrorReport = { readonly code: string; readonly message: string; readonly hint: string }

/**
 * A surprise, said so that a program can test it (`code`), and a person can act on it (`hint`).
 * @example throw new HubError('port-busy', '/dev/ttyUSB0 is open elsewhere', { hint: 'Close minicom.', cause })
 */
export class HubError extends Error {
  override readonly name = 'HubError'
  readonly code: ErrorCode
  readonly hint: string

  constructor(
    code: ErrorCode,
    message: string,
    { hint, cause }: { hint: string; cause?: unknown },
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }
}

/** What a surprise looks like from outside: a HubError as it is, anything else as `internal`. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof HubError)
    return { code: error.code, message: error.message, hint: error.hint }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'internal', message, hint: 'Look at the log of the hub, then report it.' }
}
