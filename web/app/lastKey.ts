/** Where this browser keeps the chat that was open last. It goes with a logout: where it is, somebody is likely logged in. */
export const lastKey = 'parley/last'
