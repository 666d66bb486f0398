/** What a vendor can be told to do with a request. */
export const behaviours = {
  plan: 'a good plan',
  fenced: 'a good plan inside a fence and a sentence',
  'rate-limit': 'too many requests, with the time to wait',
  'out-of-credit': 'no money left',
  'key-refused': 'the key is not known',
  'model-unknown': 'there is no such model',
  'bad-request': 'the request is malformed',
  overloaded: 'too much to do',
  html: 'the error page of a proxy',
  'html-forbidden': 'a proxy that lets nobody through',
  'html-well': 'a page to log in at, in place of an answer',
  redirect: 'go and ask another host',
  refusal: 'it will not answer this',
  length: 'broken off at the limit of tokens',
  truncated: 'the connection breaks in the middle of the plan',
  'error-event': 'an error event in the middle of the plan',
  fits: 'nonsense that fits the schema',
  misfits: 'JSON that does not fit the schema',
  prose: 'words instead of JSON',
  silence: 'the request is taken and nothing comes',
  stall: 'a third of the plan, then nothing more',
  drip: 'one letter after the other, slowly',
  flood: 'events without end that say nothing',
  'flood-refusal': 'a refusal without end',
  'endless-line': 'one event without end',
  packed: 'a gigabyte of events, packed into one megabyte',
  deep: 'brackets in brackets before a good plan',
  'huge-numbers': 'a good plan and a bill that no number holds',
} as const
export type Behaviour = keyof typeof behaviours
export const behaviourNames = Object.keys(behaviours) as readonly Behaviour[]

/** Behaviours that are answered with a status. */
const refused = [
  'rate-limit',
  'out-of-credit',
  'key-refused',
  'model-unknown',
  'bad-request',
  'overloaded',
] as const satisfies readonly Behaviour[]
export type Refused = (typeof refused)[number]

export const isRefused = (how: Behaviour): how is Refused => refused.some((one) => one === how)

/** Pages of somebody who stands in between, with their status. */
export const pages: Partial<Record<Behaviour, number>> = {
  html: 502,
  'html-forbidden': 403,
  'html-well': 200,
}
