import { v } from '#core/schema.ts'

/** As long as what a piece or a take is called may be, in UTF-16 units as text is counted here. */
export const longestTitle = 120

/** What a piece or a take is called: something that can be seen, without blanks around it. */
export const Title = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longestTitle))
