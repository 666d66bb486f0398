/**
 * The engine's name and version, written into every composition. The version changes whenever the
 * same spec and seed would give other notes.
 */
export const engineVersion = { name: 'rigsong', version: '6' } as const
