/** A setting of the account that only the web client reads. `off`: new messages are not read by a screen reader. */
export const announceSetting = 'web/announce'
