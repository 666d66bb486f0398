/**
 * How often a beat the wobble bass opens, by how hard it is struck: quarters up to velocity 79, eighths
 * to 103, triplets to 115, sixteenths above. A file of its own, so that the page's synth is light.
 */
export const wobbles = [
  { upTo: 79, aBeat: 1 },
  { upTo: 103, aBeat: 2 },
  { upTo: 115, aBeat: 3 },
  { upTo: 127, aBeat: 4 },
] as const
