/** The program's version. */
export const version = '0.1.0'

/** How this program calls itself in a list of sessions. */
export const clientName = `parley cli ${version} on ${process.platform}`
