import { sayIn } from '../words/say.ts'

/** The words of the Flows screen, which come with it: nobody who only plays carries them. */
const en = {
  title: 'Flows',
  parts: 'Parts of this screen',
  editor: 'Editor',
  examples: 'Examples',
  versions: 'Versions',
  safety: 'Safety',
  alone: 'Open alone',
  'alone-says': 'Open alone: the editor in a window of its own',
  frame: 'Flow editor. F6 leaves it.',

  ready: 'Flows run.',
  deployed: 'Flows run. Deployed {date}.',
  starting: 'Flows are starting…',
  'safe-mode': 'Flows stand still.',
  away: 'Flows are away.',
  'away-fix':
    'Music plays on. They come back by themselves; else rigsong doctor says why. After three crashes in a minute they start in safe mode.',
  'safe-fix': 'They crashed again and again. Mend or disable what you changed last, then deploy.',
  errors: { one: '{n} error lately', other: '{n} errors lately' },

  'not-yours': 'Flows are the owner’s',
  'not-yours-says':
    'A flow can do whatever the hub can, so only its owner edits them. You hear what they do.',
  'not-yours-do': 'Go and play',

  install: 'Add',
  'install-says': 'Add {title}',
  again: 'Add once more',
  'again-says': 'Add once more: {title}',
  there: 'Here',
  edited: 'Here, edited',
  installed: '“{title}” has a tab of its own.',
  show: 'Show it',

  'versions-says': 'Each deploy is kept. Going back makes a version too, so nothing is lost.',
  'versions-empty': 'No version yet. Each deploy makes one.',
  'version-line': { one: '{date} · {n} node', other: '{date} · {n} nodes' },
  'version-now': 'Now',
  back: 'Go back',
  'back-says': 'Go back to version {n}',
  restored: 'Version {n} is back.',
  'why-deployed': 'You deployed',
  'why-scene': 'A scene opened',
  'why-restored': 'You went back',
  'why-imported': 'You imported',
  'why-shipped': 'Flows that come with Rigsong',
  'why-added': 'You added an example',

  'safety-says': 'Off until you turn them on. Flows start anew then; music plays on.',
  systemNodes: 'Exec, file and socket nodes',
  palette: 'Install nodes from the internet',
} as const

export const sayFlows = sayIn(en)
export type FlowsWord = keyof typeof en
export const isFlowsWord = (word: string): word is FlowsWord => Object.hasOwn(en, word)
