/** What the adapter answered, as far as it concerns us. */
export type ElmAnswer =
  /** Each the whole answer of one control unit. */
  | { readonly said: 'data'; readonly data: readonly Uint8Array[]; readonly garbled: number }
  /** OK, or what the adapter is. */
  | { readonly said: 'words'; readonly words: string }
  /** The car does not know it, or its engine is off. */
  | { readonly said: 'no-data' }
  /** The adapter does not find the car at all. */
  | { readonly said: 'no-car'; readonly why: string }
  /** It was disturbed, or did not understand. */
  | { readonly said: 'disturbed'; readonly why: string }

const noCar =
  /UNABLE ?TO ?CONNECT|BUS ?INIT:? ?\.*ERROR|BUS ?ERROR|CAN ?ERROR|NO ?CAN|LV ?RESET|LP ?ALERT|ACT ?ALERT/
const disturbed = /STOPPED|BUFFER ?FULL|DATA ?ERROR|RX ?ERROR|FB ?ERROR|BUS ?BUSY|^\?|\?$/
const searching = /^(?:SEARCHING\.*|BUS ?INIT:? ?\.*(?:OK)?)/

/** Whether the adapter is busy finding the protocol of the car, which takes seconds. */
export const isSearching = (text: string): boolean => /SEARCHING|BUS ?INIT/.test(text)

/**
 * Reads everything that came before a prompt. Copes with echo and spaces that are on all the same, as
 * clones leave them.
 * @param asked the word of the request, to know its echo
 */
export function readAnswer(text: string, asked: string): ElmAnswer {
  const lines = text
    .toUpperCase()
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && line.replaceAll(' ', '') !== asked)
  const whole = lines.join(' ')
  if (/NO ?DATA/.test(whole)) return { said: 'no-data' }
  const lost = noCar.exec(whole)
  if (lost) return { said: 'no-car', why: lost[0] }
  const fault = lines.map((line) => disturbed.exec(line)).find(Boolean)
  if (fault) return { said: 'disturbed', why: fault[0] }
  if (asked.startsWith('AT')) return { said: 'words', words: whole }
  return dataOf(lines.map((line) => line.replace(searching, '').replaceAll(' ', '')))
}

function dataOf(lines: readonly string[]): ElmAnswer {
  const data: Uint8Array[] = []
  let garbled = 0
  const take = (hex: string): void => {
    if (/^(?:[0-9A-F]{2}){2,}$/.test(hex)) data.push(Buffer.from(hex, 'hex'))
    else garbled += 1
  }
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    if (line === '') continue
    if (!/^[0-9A-F]{3}$/.test(line)) {
      take(line)
      continue
    }
    // How many bytes there are, and then lines with their numbers: 00A, 0:4904…, 1:…
    let joined = ''
    for (let n = 0; lines[at + 1]?.startsWith(`${(n % 16).toString(16).toUpperCase()}:`); n++) {
      at += 1
      joined += lines[at]!.slice(2)
    }
    const digits = 2 * Number.parseInt(line, 16)
    take(joined.length < digits ? 'cut off' : joined.slice(0, digits))
  }
  return { said: 'data', data, garbled }
}

/** The bytes of a PID, without the words before them; undefined where the answer is not to it. */
export function bytesOf(answer: ElmAnswer, pid: string, count: number): readonly Uint8Array[] {
  if (answer.said !== 'data') return []
  const number = Number.parseInt(pid, 16)
  return answer.data
    .filter((it) => it[0] === 0x41 && it[1] === number && it.length === 2 + count)
    .map((it) => it.subarray(2))
}
