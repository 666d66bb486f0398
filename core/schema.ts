/** The one door to the schema language: every module says `import { v } from '#core/schema.ts'`. */
export * as v from 'valibot'
