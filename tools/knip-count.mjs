// A reporter for knip that only says how many files it looked at; tools/check.ts wants to know.
export default ({ counters }) => console.log(`Looked at ${counters.processed} files`)
