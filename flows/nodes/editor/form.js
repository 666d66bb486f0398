// The palette in the browser: draws and checks what the table says. `kinds` and `groups` stand before it.

const idOf = (kind, word) =>
  `${kind.type === 'rigsong-hub' ? 'node-config-input' : 'node-input'}-${word}`

const isThere = ({ needed }) =>
  function isThere(value) {
    return !needed || String(value ?? '').trim() !== ''
  }

const checks = {
  number: ({ least, most, whole }) =>
    function isNumberWithin(value) {
      if (value === '' || value === undefined) return true
      const found = Number(value)
      return found >= least && found <= most && (!whole || Number.isInteger(found))
    },
  text: ({ longest, needed }) =>
    function isTextWithin(value) {
      return String(value ?? '').length <= longest && (!needed || String(value ?? '').trim() !== '')
    },
  name: isThere,
  typed: isThere,
}

const defaultsOf = (kind) => {
  const defaults = { name: { value: '' } }
  for (const [word, { fallback, form }] of Object.entries(kind.fields)) {
    const validate = checks[form.is]?.(form)
    defaults[word] = { value: fallback, ...(validate && { validate }) }
    if (form.is === 'typed') defaults[`${word}Type`] = { value: form.type }
  }
  if (kind.needsHub) defaults.hub = { value: '', type: 'rigsong-hub', required: false }
  return defaults
}

/** The names to choose from come from the hub, once the dialog is open. */
const offerNames = (kind) => {
  const chosen = (word) => String($(`#${idOf(kind, word)}`).val() ?? '')
  const hub = chosen('hub')
  $.getJSON('rigsong/rig', { hub: hub === '_ADD_' ? '' : hub }).done(({ devices, scenes }) => {
    const meant = () =>
      devices.filter(({ device }) => [device, ''].includes(chosen('device').trim()))
    const controls = (isOutput) =>
      meant().flatMap(({ controls = [] }) =>
        controls
          .filter(({ kind }) => (kind === 'output') === isOutput)
          .map(({ id, title }) => [id, title]),
      )
    const names = {
      devices: () => devices.map(({ device, name }) => [device, name]),
      controls: () => controls(false),
      outputs: () => controls(true),
      scenes: () => scenes.map(({ id, name }) => [id, name]),
    }
    const fill = () => {
      for (const [word, { form }] of Object.entries(kind.fields)) {
        if (form.is !== 'name') continue
        const list = $(`#${idOf(kind, word)}-names`).empty()
        for (const [value, label] of new Map(names[form.from]()))
          list.append($('<option>').attr({ value, ...(label && { label }) }))
      }
    }
    fill()
    $(`#${idOf(kind, 'device')}`).on('change', fill)
  })
}

const prepare = (kind, node) => {
  for (const [word, { form, fallback }] of Object.entries(kind.fields)) {
    const input = $(`#${idOf(kind, word)}`)
    // A flow that was written by hand may leave a property to the table.
    if (node[word] === undefined && form.is === 'flag') input.prop('checked', fallback)
    else if (node[word] === undefined) input.val(String(fallback))
    if (form.is !== 'typed') continue
    input.typedInput({
      types: [...form.types],
      default: form.type,
      typeField: `#${idOf(kind, `${word}Type`)}`,
    })
    if (node[`${word}Type`] === undefined) input.typedInput('type', form.type)
  }
  if (Object.values(kind.fields).some(({ form }) => form.is === 'name')) offerNames(kind)
}

for (const kind of kinds)
  RED.nodes.registerType(kind.type, {
    category: 'rigsong',
    color: groups[kind.group].colour,
    icon: `font-awesome/${kind.icon}`,
    align: kind.group === 'out' && kind.outputs.length === 0 ? 'right' : 'left',
    inputs: kind.inputs,
    outputs: kind.outputs.length,
    outputLabels: kind.outputs,
    paletteLabel: kind.label,
    defaults: defaultsOf(kind),
    label() {
      return this.name || kind.label
    },
    labelStyle() {
      return this.name ? 'node_label_italic' : ''
    },
    oneditprepare() {
      prepare(kind, this)
    },
  })

RED.nodes.registerType('rigsong-hub', {
  category: 'config',
  color: groups.out.colour,
  icon: 'font-awesome/fa-music',
  defaults: {
    name: { value: '' },
    url: {
      value: 'mqtt://127.0.0.1:1883',
      required: true,
      validate: (url) => /^(mqtts?|wss?):\/\/[^@]+$/.test(url),
    },
    hubId: { value: 'hub', required: true, validate: (id) => /^[a-z0-9-]{1,40}$/.test(id) },
  },
  credentials: { user: { type: 'text' }, password: { type: 'password' } },
  label() {
    return this.name || `${this.hubId} at ${this.url}`
  },
})
