import { HubError } from '#core/errors.ts'
import { type ElmAnswer, isSearching, readAnswer } from './answer.ts'
import { type ElmRequest, wordOf } from './request.ts'

/** A question at a time to an adapter, each answered up to its prompt. */
export type ElmConversation = {
  hear(bytes: Uint8Array): void
  /** Throws HubError 'device-silent' where no prompt comes in time, and when it is closed. */
  ask(request: ElmRequest): Promise<ElmAnswer>
  close(): void
}

export type ElmConversationParts = {
  readonly write: (bytes: Uint8Array) => void
  /** A prompt came: it is alive. */
  readonly heard: () => void
}

/** A reset takes 0.8 s, a setting a moment, an old bus up to a second. */
const answerWithinMs = (asked: string): number =>
  asked.startsWith('AT') && asked !== 'ATZ' ? 400 : 1500
/** From the start of the search to its end, over all protocols. */
const searchWithinMs = 15_000
/** After a lost answer what is still on its way must not be taken for the next one. */
const quietMs = 200
const mostChars = 4096
const prompt = '>'

type Waiting = {
  readonly asked: string
  readonly settle: (answer: ElmAnswer) => void
  readonly fail: (error: HubError) => void
  timer: NodeJS.Timeout
  searching: boolean
}

/** Never has more than one request unanswered. */
export function elmConversation({ write, heard }: ElmConversationParts): ElmConversation {
  let said = ''
  let waiting: Waiting | undefined
  let closed = false
  let lostStep = false
  let last: Promise<unknown> = Promise.resolve()
  let wakeQuiet = (): void => {}

  function silent(asked: string): HubError {
    return new HubError('device-silent', `no answer to ${asked}`, {
      hint: 'Look whether the adapter sits firmly in its socket and its light is on.',
    })
  }

  function giveUp(): void {
    const given = waiting
    waiting = undefined
    lostStep = true
    given?.fail(silent(given.asked))
  }

  function ended(): void {
    const text = said
    said = ''
    if (!waiting) return
    const { asked, settle, timer } = waiting
    clearTimeout(timer)
    waiting = undefined
    const answer = readAnswer(text, asked)
    lostStep ||= answer.said === 'disturbed'
    heard()
    settle(answer)
  }

  function take(char: string): void {
    if (char === prompt) {
      ended()
      return
    }
    // The adapter may put in zeros, which its makers say to leave out.
    if (char !== '\0' && said.length < mostChars) said += char
    if (!waiting || waiting.searching || !isSearching(said)) return
    waiting.searching = true
    clearTimeout(waiting.timer)
    waiting.timer = setTimeout(giveUp, searchWithinMs)
  }

  function say(request: ElmRequest): Promise<ElmAnswer> {
    const asked = wordOf(request)
    said = ''
    return new Promise((settle, fail) => {
      if (closed) return fail(silent(asked))
      const timer = setTimeout(giveUp, answerWithinMs(asked))
      waiting = { asked, settle, fail, timer, searching: false }
      write(Buffer.from(`${asked}\r`, 'latin1'))
    })
  }

  /** Finds the next prompt again. A byte that comes while it works stops the adapter, which is fine. */
  async function findStep(): Promise<void> {
    lostStep = false
    await say('ATI')
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, quietMs)
      wakeQuiet = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    // Being stopped is what was wanted.
    lostStep = false
  }

  async function exchange(request: ElmRequest): Promise<ElmAnswer> {
    if (lostStep) await findStep()
    return say(request)
  }

  return {
    hear(bytes) {
      for (const char of Buffer.from(bytes).toString('latin1')) take(char)
    },
    ask(request) {
      const answer = last.then(() => exchange(request))
      last = answer.catch(() => {})
      return answer
    },
    close() {
      closed = true
      clearTimeout(waiting?.timer)
      giveUp()
      wakeQuiet()
    },
  }
}
