import { basename } from 'node:path'
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import { HubError } from '#core/errors.ts'
import { DeviceDescription } from '#core/rig/description.ts'
import { v } from '#core/schema.ts'
import { contradictions } from './contradictions.ts'
import { type Problem, problemsOf } from './problems.ts'

/** No device has so much to say; a file that has is none of ours. */
const mostBytes = 256 * 1024

/**
 * The device that a file describes.
 * @param text YAML
 * @param file its name, which is that of the device: knob-box.yaml describes knob-box
 * @throws HubError 'description-malformed' that says line, place in the file, what is wrong and what fits
 */
export function readDescription(text: string, file: string): DeviceDescription {
  const { description, problems } = examine(text, file)
  if (description) return description
  const [first, ...more] = problems
  const also = more.length > 0 ? ` (and ${more.length} more)` : ''
  throw new HubError('description-malformed', `${first!.says}${also}`, { hint: first!.hint })
}

/** Everything that is wrong with a description, a line each; none where it can be used. */
export const checkDescription = (text: string, file: string): readonly string[] =>
  examine(text, file).problems.map(({ says, hint }) => `${says}. ${hint}`)

type Said = Pick<Problem, 'says' | 'hint'>
type Examined = { readonly description?: DeviceDescription; readonly problems: readonly Said[] }

function examine(text: string, file: string): Examined {
  const lines = new LineCounter()
  if (text.length > mostBytes)
    return { problems: [{ says: `${file} is too long`, hint: 'Describe one device a file.' }] }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [broken] = document.errors
  if (broken) {
    const { line } = lines.linePos(broken.pos[0])
    return { problems: [noYaml(`${file}, line ${line}`, broken.message)] }
  }
  const value = valueOfDocument(document)
  if (value instanceof Error) return { problems: [noYaml(file, value.message)] }

  const read = v.safeParse(DeviceDescription, value)
  const told = ({ path, says, hint }: Problem): Said => {
    const { line } = lines.linePos(offsetOf(document, path))
    const where = path.length > 0 ? `, ${path.join('.')}` : ''
    return { says: `${file}, line ${line}${where}: ${says}`, hint }
  }
  if (!read.success) return { problems: problemsOf(DeviceDescription, value).map(told) }
  const description = read.output
  const wrong = contradictions(description, basename(file).replace(/\.ya?ml$/, ''))
  return wrong.length > 0 ? { problems: wrong.map(told) } : { description, problems: [] }
}

const noYaml = (where: string, says: string): Said => ({
  says: `${where}: this is not YAML: ${says}`,
  hint: 'Write `name: value` lines; what belongs together is indented by the same number of spaces.',
})

/** The plain value; an Error where it refers to itself without end. */
function valueOfDocument(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    return error as Error
  }
}

/** Where a place of the value begins in the text; of what is missing, where it should stand. */
function offsetOf(document: Document, path: Problem['path']): number {
  let node: unknown = document.contents
  let offset = document.contents?.range?.[0] ?? 0
  for (const key of path) {
    if (isSeq(node)) node = node.items[Number(key)]
    else if (isMap(node)) {
      const pair = node.items.find((one) => isScalar(one.key) && String(one.key.value) === key)
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset
      node = pair?.value
      continue
    }
    offset = (node as { range?: readonly number[] } | undefined)?.range?.[0] ?? offset
  }
  return offset
}
