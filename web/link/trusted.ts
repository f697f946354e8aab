/**
 * The one Trusted Types policy of the page. The server's content security policy lets only those script addresses through that
 * this policy made, and it makes none but those of our own two workers.
 */
interface Policy {
  /** Its result is a string to whoever only hands it on. */
  createScriptURL(url: string): string
}

interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy
}

const known = /^\/(?:[\w-]+\/)*(?:serviceWorker|worker(?:[-.][\w-]+)?)\.js$/

function createScriptURL(url: string): string {
  if (!known.test(url)) throw new TypeError(`This is no script of ours: ${url}`)
  return url
}

const factory: unknown = Reflect.get(globalThis, 'trustedTypes')
const policy: Policy = isFactory(factory) ? factory.createPolicy('parley', { createScriptURL }) : { createScriptURL }

/** The path of a script of ours as the browser wants it. Throws for every other. */
export const trustedScript = (path: string): string => policy.createScriptURL(path)

function isFactory(value: unknown): value is PolicyFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value
}
