/** Vite bundles the file as a worker of its own and gives the address it will have. */
declare module '*?worker&url' {
  const url: string
  export default url
}
