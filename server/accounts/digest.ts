/** Hashes and their texts. Record keys and stored secrets are hashes, so that a copy of the records opens nothing. */

/** SHA-256 of the UTF-8 bytes of a text. */
export const sha256 = (text: string): Uint8Array => new Bun.CryptoHasher('sha256').update(text).digest()

export const hmac = (key: Uint8Array, text: string): Uint8Array =>
  new Bun.CryptoHasher('sha256', key).update(text).digest()

/** A key for one purpose, so that what one use of it says means nothing to another. */
export const deriveKey = (key: Uint8Array, purpose: string): Uint8Array => hmac(key, `parley ${purpose}`)

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** Lower-case Crockford base32 without padding: fits a record's key. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff
    held += 8
    while (held >= 5) {
      held -= 5
      text += alphabet.charAt((bits >> held) & 31)
    }
  }
  return held === 0 ? text : text + alphabet.charAt((bits << (5 - held)) & 31)
}

export const base64url = (bytes: Uint8Array): string => bytes.toBase64({ alphabet: 'base64url', omitPadding: true })

/** What a secret is stored as. */
export const secretHash = (secret: string): string => base64url(sha256(secret))
