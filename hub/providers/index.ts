import { anthropic } from './anthropic.ts'
import { gemini } from './gemini.ts'
import { local } from './local.ts'
import { lyria } from './lyria.ts'
import { openai } from './openai.ts'
import type { Provider } from './provider.ts'

/** Every provider, one file each; local is always the last of the chain. */
export const providers: readonly Provider[] = [openai, anthropic, gemini, lyria, local]
