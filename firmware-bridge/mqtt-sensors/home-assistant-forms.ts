import { type Json, type JsonObject, own } from './announcement.ts'

/** A configuration with long names for short ones, and the base topic in place of its ~. */
export function expanded(config: JsonObject): JsonObject {
  const base = typeof own(config, '~') === 'string' ? String(config['~']) : undefined
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => {
      const long = Object.hasOwn(longForms, name) ? longForms[name]! : name
      return [long, base !== undefined && /topic$/.test(long) ? withBase(value, base) : value]
    }),
  )
}

const withBase = (topic: Json, base: string): Json =>
  typeof topic === 'string' ? topic.replace(/^~/, () => base).replace(/~$/, () => base) : topic

/** The short forms of home-assistant.io/integrations/mqtt that we read. */
const longForms: Readonly<Record<string, string>> = {
  atype: 'automation_type',
  avty: 'availability',
  avty_t: 'availability_topic',
  avty_tpl: 'availability_template',
  cmd_t: 'command_topic',
  cmps: 'components',
  dev: 'device',
  dev_cla: 'device_class',
  ent_cat: 'entity_category',
  evt_typ: 'event_types',
  exp_aft: 'expire_after',
  ids: 'identifiers',
  p: 'platform',
  pl: 'payload',
  pl_avail: 'payload_available',
  pl_not_avail: 'payload_not_available',
  pl_off: 'payload_off',
  pl_on: 'payload_on',
  pl_prs: 'payload_press',
  stat_off: 'state_off',
  stat_on: 'state_on',
  stat_t: 'state_topic',
  stype: 'subtype',
  t: 'topic',
  uniq_id: 'unique_id',
  unit_of_meas: 'unit_of_measurement',
  val_tpl: 'value_template',
}
