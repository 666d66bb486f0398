/** What each user may and may not do: [user, topic, may]. Held by the embedded broker and by Mosquitto. */
type Case = readonly [user: string, topic: string, may: boolean]

const hub = 'rigsong/hub/'

export const publishing: readonly Case[] = (
  [
    ['live', 'event/midi/keys', true],
    ['live', 'state/transport', true],
    ['live', 'reply/tool/cm_1', true],
    ['live', 'command/render', true],
    ['flows', 'command/generate', true],
    ['flows', 'state/health/flows', true],
    ['flows', 'state/health/live', false],
    ['flows', 'event/midi/keys', false],
    ['skills', 'command/say', true],
    ['skills', 'command/generate', true],
    ['skills', 'command/panic', true],
    ['skills', 'command/set', true],
    ['skills', 'state/availability/skills', true],
    ['skills', 'state/availability/live', false],
    ['skills', 'command/publish', false],
    ['skills', 'command/midi/keys', false],
    ['skills', 'command/render', false],
    ['skills', 'event/piece/pc_1', false],
    ['skills', 'reply/live/cm_1', false],
    ['cloud-sync', 'event/receipt/pb_1', true],
    ['cloud-sync', 'command/render', true],
    ['cloud-sync', 'command/panic', false],
    ['tool', 'command/play', true],
    ['tool', 'command/midi/keys', true],
    ['tool', 'event/midi/keys', false],
    ['tool', 'state/transport', false],
    ['tool', 'reply/tool/cm_1', false],
    ['sensor', 'event/control/sensor/light', true],
    ['sensor', 'event/control/other/light', false],
    ['sensor', 'event/control/sensor/light/deep', false],
    ['sensor', 'command/play', false],
    ['sensor', 'state/device/sensor', false],
    ['watcher', 'event/midi/keys', false],
    ['watcher', 'command/play', false],
  ] as const
).map(([user, path, may]) => [user, hub + path, may])

export const publishingElsewhere: readonly Case[] = [
  ['live', 'rigsong/other/event/midi/keys', false],
  ['live', 'rigsong/hub', false],
  ['live', 'elsewhere/event/midi/keys', false],
  ['tool', 'homeassistant/light/x', false],
]

export const reading: readonly Case[] = (
  [
    ['live', 'command/play', true],
    ['live', 'command/midi/keys', true],
    ['live', 'state/rig', true],
    ['live', 'reply/live/cm_1', true],
    ['live', 'reply/tool/cm_1', false],
    ['flows', 'event/control/knobs/cc-16', true],
    ['flows', 'command/play', false],
    ['skills', 'reply/skills/cm_1', true],
    ['skills', 'reply/live/cm_1', false],
    ['skills', 'event/piece/pc_1', true],
    ['skills', 'event/receipt/pb_1', true],
    ['skills', 'event/midi/keys', false],
    ['skills', 'state/transport', true],
    ['cloud-sync', 'command/publish', true],
    ['cloud-sync', 'command/generate', false],
    ['tool', 'event/midi/keys', true],
    ['tool', 'state/transport', true],
    ['tool', 'reply/tool/cm_1', true],
    ['tool', 'reply/live/cm_1', false],
    ['tool', 'command/play', false],
    ['sensor', 'state/transport', true],
    ['sensor', 'event/control/sensor/light', false],
    ['watcher', 'event/midi/keys', true],
    ['watcher', 'state/transport', true],
    ['watcher', 'reply/watcher/cm_1', false],
    ['watcher', 'command/play', false],
  ] as const
).map(([user, path, may]) => [user, hub + path, may])
