import type { Figure } from './figure.ts'
import { startedNodeRed, startedRigsong } from './start/started.ts'

const rounds = 3
/** Rest before memory is read: the first garbage collections are over by then. */
const restMs = 8_000

/** From `node …` to a page that answers 200, ours beside Node-RED alone; and memory at rest. */
export default async function start(): Promise<readonly Figure[]> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < rounds; round++) {
    ours.push((await startedRigsong('live')).tookMs)
    theirs.push((await startedNodeRed()).tookMs)
  }
  const { memory } = await startedRigsong('live,flows', restMs)
  const { memory: nodeRedMemory } = await startedNodeRed(restMs)
  const all = sum(memory.map(({ mb }) => mb))
  const { memory: withoutFlows } = await startedRigsong('live', restMs)
  const fewer = sum(withoutFlows.map(({ mb }) => mb))
  const hub = memory.find(({ command }) => command.includes('hub/main.ts'))?.mb ?? Number.NaN
  const nodeRed = sum(nodeRedMemory.map(({ mb }) => mb))
  return [
    {
      what: 'start to first page',
      ours: median(ours),
      unit: 'ms',
      peer: median(theirs),
      peerName: 'node-red alone',
      ratio: median(ours) / median(theirs),
      goal: '≤ 1500 ms',
      met: median(ours) <= 1500,
    },
    { what: 'hub process at rest, PSS', ours: hub, unit: 'MB', goal: '≤ 100 MB', met: hub <= 100 },
    {
      what: 'all processes at rest, PSS',
      ours: all,
      unit: 'MB',
      peer: nodeRed,
      peerName: 'node-red alone',
      ratio: all / nodeRed,
      goal: '≤ 450 MB',
      met: all <= 450,
    },
    {
      what: 'the same without flows, PSS',
      ours: fewer,
      unit: 'MB',
      goal: '≤ 290 MB',
      met: fewer <= 290,
    },
    ...memory.map(
      ({ command, mb }): Figure => ({
        what: `  ${command}`,
        ours: mb,
        unit: 'MB',
        goal: 'shown',
        met: 'not measured',
      }),
    ),
  ]
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!
