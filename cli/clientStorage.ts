import { join } from 'node:path'
import type { Profile } from './profile.ts'

/** Where the terminal client keeps its copy of somebody's chats. */
export const clientStorage = ({ stateFolder }: Pick<Profile, 'stateFolder'>, user: string): string =>
  join(stateFolder, `client-${user}.sqlite`)
