/** Where an account keeps a person's own keys. */
export const keysSetting = 'web/keys'
