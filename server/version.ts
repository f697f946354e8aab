/** The program's version, told by `/healthz` and `parley --version`. */
export const version = '0.1.0'
