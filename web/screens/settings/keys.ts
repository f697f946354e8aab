/** Settings of an account that only the web client reads, and that are chosen here. */

/** Which Enter sends: `enter` (as without it) or `ctrlEnter`. */
export const sendSetting = 'web/send'
/** `off`: new messages are not read by a screen reader. */
export const announceSetting = 'web/announce'
