/** How a session ends by itself: the program ends, another account is used, or one is asked for. */
import type { KeptAccount } from '../world.ts'

export type Outcome =
  | { readonly type: 'quit' }
  | { readonly type: 'use'; readonly account: KeptAccount }
  | { readonly type: 'login' }
  /** The login is ended on the server already. */
  | { readonly type: 'forget' }
