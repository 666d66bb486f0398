import type { Order } from './ring.ts'

/** Events to come, by their moment; those of one moment in the order they were given. */
export type EventHeap = {
  /** False where it is full. At most 3 bytes an event. */
  push(order: Order): boolean
  /** The moment of the next event, Infinity where there is none. */
  nextMs(): number
  /** Moves the next event into `order` and returns its turn: how many were given before it. */
  pop(order: Order): number
  /** How many events were ever given. */
  turns(): number
  size(): number
}

/** A binary heap in typed arrays: allocates nothing once made. */
export function eventHeap(capacity: number): EventHeap {
  const atMs = new Float64Array(capacity)
  const turn = new Float64Array(capacity)
  const kind = new Uint8Array(capacity)
  const outputs = new Int32Array(capacity)
  const owner = new Int32Array(capacity)
  const tag = new Int32Array(capacity)
  const length = new Uint8Array(capacity)
  const bytes = new Uint8Array(capacity * 3)
  /** Places in the arrays above, as a heap. */
  const heap = new Uint32Array(capacity)
  const free = Uint32Array.from({ length: capacity }, (_, i) => capacity - 1 - i)
  let size = 0
  let turns = 0

  const before = (a: number, b: number): boolean =>
    atMs[a]! === atMs[b]! ? turn[a]! < turn[b]! : atMs[a]! < atMs[b]!

  function rise(from: number): void {
    let i = from
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(heap[i]!, heap[parent]!)) return
      swap(i, parent)
      i = parent
    }
  }

  function sink(): void {
    let i = 0
    for (;;) {
      const left = 2 * i + 1
      const right = left + 1
      let first = i
      if (left < size && before(heap[left]!, heap[first]!)) first = left
      if (right < size && before(heap[right]!, heap[first]!)) first = right
      if (first === i) return
      swap(i, first)
      i = first
    }
  }

  function swap(a: number, b: number): void {
    const was = heap[a]!
    heap[a] = heap[b]!
    heap[b] = was
  }

  return {
    push(order) {
      if (size === capacity) return false
      const place = free[capacity - 1 - size]!
      atMs[place] = order.atMs
      turn[place] = turns++
      kind[place] = order.kind
      outputs[place] = order.outputs
      owner[place] = order.owner
      tag[place] = order.tag
      length[place] = order.length
      for (let i = 0; i < order.length; i++) bytes[place * 3 + i] = order.bytes[i]!
      heap[size] = place
      size += 1
      rise(size - 1)
      return true
    },
    nextMs: () => (size === 0 ? Number.POSITIVE_INFINITY : atMs[heap[0]!]!),
    pop(order) {
      const place = heap[0]!
      order.atMs = atMs[place]!
      order.kind = kind[place]!
      order.outputs = outputs[place]!
      order.owner = owner[place]!
      order.tag = tag[place]!
      order.length = length[place]!
      for (let i = 0; i < order.length; i++) order.bytes[i] = bytes[place * 3 + i]!
      size -= 1
      heap[0] = heap[size]!
      free[capacity - 1 - size] = place
      sink()
      return turn[place]!
    },
    turns: () => turns,
    size: () => size,
  }
}
