// Node-RED looks for a .js beside each .html; the palette itself is TypeScript.
export { registerPalette as default } from './register.ts'
