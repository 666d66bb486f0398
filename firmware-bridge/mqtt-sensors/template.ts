/** `{{ value }}` and `{{ value_json.a['b'][0] }}`, with filters that change nothing of a number. */
const simple =
  /^\{\{-?\s*(value|value_json((?:\.\w+|\[\s*(?:'[^'.\]]+'|"[^".\]]+"|\d+)\s*\])+))\s*(?:\|\s*(?:float|int|round|default|is_defined|string|lower|upper|trim)\s*(?:\([^()|{}]*\))?\s*)*-?\}\}$/

/**
 * Where in a payload a template of Home Assistant takes its value: '' for the whole of it, else names
 * with dots between. Undefined for one that computes, which we do not.
 */
export function pathOf(template: string | undefined): string | undefined {
  if (template === undefined) return ''
  const found = simple.exec(template.trim())
  if (!found) return undefined
  return [...(found[2] ?? '').matchAll(/\w[^.[\]'"]*/g)].map(([name]) => name.trim()).join('.')
}
