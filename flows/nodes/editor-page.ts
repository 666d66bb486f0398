import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Field, Form } from './field.ts'
import { hubType } from './hub-node.ts'
import { kinds } from './index.ts'
import { groups, type NodeKind } from './node-kind.ts'

/** The palette as Node-RED's editor loads it: one page with every node's form and help, from the table. */
export function editorPage(): string {
  const script = readFileSync(join(import.meta.dirname, 'editor', 'form.js'), 'utf8')
  const parts = [
    '<!-- made from the table in flows/nodes by npm run palette -->',
    `<script type="text/javascript">\n{\nconst groups = ${json(groups)}\nconst kinds = [\n${kinds.map((kind) => json(drawn(kind))).join(',\n')}\n]\n${script}}\n</script>`,
    ...kinds.flatMap((kind) => [template(kind), help(kind)]),
    hubTemplate,
    hubHelp,
  ]
  return `${parts.join('\n\n')}\n`
}

const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const drawn = (kind: NodeKind) => ({
  type: kind.type,
  label: kind.label,
  group: kind.group,
  icon: kind.icon,
  inputs: kind.takes === undefined ? 0 : 1,
  outputs: kind.gives.map(({ label }) => label),
  needsHub: kind.needsHub,
  fields: Object.fromEntries(
    Object.entries(kind.fields).map(([word, { fallback, form }]) => [word, { fallback, form }]),
  ),
})

function template({ type, fields, needsHub }: NodeKind): string {
  const rows = [
    row('name', 'Name', '<input type="text" id="node-input-name" placeholder="Name">'),
    ...Object.entries(fields).map(([word, field]) => rowOf(word, field)),
    ...(needsHub
      ? [
          row('hub', 'Hub', '<input type="text" id="node-input-hub">') +
            noteRow('Only for another hub than the one this Node-RED is part of.'),
        ]
      : []),
  ]
  return script('data-template-name', type, rows.join('\n'))
}

const rowOf = (word: string, { label, note, form }: Field<unknown>): string =>
  row(word, label, inputOf(`node-input-${word}`, form)) + (note === undefined ? '' : noteRow(note))

const noteRow = (note: string): string =>
  `\n<div class="form-row" style="margin: -8px 0 12px 104px; opacity: .7">${text(note)}</div>`

const row = (word: string, label: string, input: string): string =>
  `<div class="form-row"><label for="node-input-${word}">${text(label)}</label>${input}</div>`

function inputOf(id: string, form: Form): string {
  switch (form.is) {
    case 'number': {
      const step = form.whole ? '1' : 'any'
      const unit = form.unit === undefined ? '' : ` ${text(form.unit)}`
      return `<input type="number" id="${id}" min="${form.least}" max="${form.most}" step="${step}" style="width: 130px">${unit}`
    }
    case 'text':
      return `<input type="text" id="${id}" maxlength="${form.longest}">`
    case 'name':
      return `<input type="text" id="${id}" list="${id}-names" autocomplete="off"><datalist id="${id}-names"></datalist>`
    case 'flag':
      return `<input type="checkbox" id="${id}" style="width: auto">`
    case 'typed':
      return `<input type="text" id="${id}" style="width: 70%"><input type="hidden" id="${id}Type">`
    case 'choice': {
      const options = Object.entries(form.of).map(
        ([value, label]) => `<option value="${text(value)}">${text(label)}</option>`,
      )
      return `<select id="${id}" style="width: 70%">${options.join('')}</select>`
    }
  }
}

function help({ type, says, takes, gives, example }: NodeKind): string {
  const parts = [
    `<p>${words(says)}</p>`,
    ...(takes === undefined ? [] : [`<h3>Inputs</h3>\n<p>${words(takes)}</p>`]),
    ...(gives.length === 0
      ? []
      : [
          `<h3>Outputs</h3>\n<ol class="node-ports">${gives
            .map((give) => `<li>${text(give.label)}: ${words(give.says)}</li>`)
            .join('')}</ol>`,
        ]),
    `<h3>Example</h3>\n<p>${words(example)}</p>`,
  ]
  return script('data-help-name', type, parts.join('\n'))
}

const script = (as: string, type: string, inner: string): string =>
  `<script type="text/html" ${as}="${type}">\n${inner}\n</script>`

const text = (plain: string): string =>
  plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const words = (plain: string): string => text(plain).replace(/`([^`]+)`/g, '<code>$1</code>')

const hubRow = (word: string, label: string, type = 'text'): string =>
  `<div class="form-row"><label for="node-config-input-${word}">${label}</label><input type="${type}" id="node-config-input-${word}"></div>`
const hubTemplate = script(
  'data-template-name',
  hubType,
  [
    hubRow('name', 'Name'),
    hubRow('url', 'Address'),
    hubRow('hubId', 'Hub'),
    hubRow('user', 'User'),
    hubRow('password', 'Password', 'password'),
  ].join('\n'),
)
const hubHelp = script(
  'data-help-name',
  hubType,
  `<p>${words('A hub that this Node-RED is no part of: the address of its MQTT broker, and its name in topics (`hub` where nobody changed it).')}</p>
<h3>Example</h3>
<p>${words('`rigsong token mqtt` on the hub prints a user and a password; the address is such as `mqtt://192.168.1.20:1883`.')}</p>`,
)
