import { type Role, roles, type Section } from './piece-spec.ts'

/** Who plays anywhere in a plan, in the order of the roles. */
export const whoPlays = ({ sections }: { readonly sections: readonly Section[] }): Role[] =>
  roles.filter((role) => sections.some((section) => section.roles.includes(role)))
