/** What the live thread asks of the clock worker, as numbers because they cross a ring. */
export const orders = {
  /** These bytes to these outputs at once: what a player plays. */
  send: 1,
  /** These bytes, at most 3, at a moment to come, for an owner who may cancel them. */
  at: 2,
  /** From this moment on nothing that its owner ordered before; what of it sounds is released. */
  cancel: 3,
  /** Output `tag` is written to the descriptor in `owner`, a byte in `atMs` ms. */
  attach: 4,
  /** Output `tag` is not written to any more; said back in the shared marks. */
  detach: 5,
  /** Forget what these outputs have not sent yet. */
  flush: 6,
  stop: 7,
  /** Output `tag` is written to the sequencer port that the bytes name; `owner` is its place in `sequencerPlaces`. */
  connect: 8,
  /** The MIDI clock that goes out: tick `tag` of series `owner` lies at `atMs`; the bytes are a float, ms a tick. */
  pulse: 9,
} as const

/** How many outputs one clock can have: a bit each, the sign bit left out. */
export const maxOutputs = 31
/** Owners count from 1; 0 is nobody. */
export const maxOwners = 32

/** Shared marks, as places in an Int32Array. */
export const marks = {
  /** Counts up with each order, so that the worker can sleep on it. */
  wake: 0,
  /** Orders that found their output too far behind, and were dropped. */
  dropped: 1,
  /** Events that could not be told back because nobody listened. */
  untold: 2,
  /** 1 where the output is attached; `outputs` + its number. */
  outputs: 32,
  /** How late events were, counted in steps of `lateStepMs`; the last counts all beyond. */
  late: 64,
  count: 64 + 201,
} as const
export const lateStepMs = 0.05
export const lateSteps = 201
