/** The processes of a hub. */
export const processes = ['hub', 'live', 'flows', 'skills', 'cloud-sync'] as const
export type ProcessName = (typeof processes)[number]
