/** ⌘ or Ctrl? */
export const isMac: boolean = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '')
