const secretName =
  /(secret|token|password|passwd|passphrase|api_?key|access_?key|private_?key|credential|auth$)/i
const pathName = /_(file|path|dir|sock)$/i
const secretInAddress = /:\/\/[^\s/@]*:[^\s/@]+@/

/** An environment without what a child could leak: by its name, or as a password inside an address. */
export function withoutSecretWords(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name, value = '']) =>
        pathName.test(name) || !(secretName.test(name) || secretInAddress.test(value)),
    ),
  )
}
