/** What a tab needs once somebody is logged in, as a file of its own: whoever comes to log in waits for less. */
export { createRemoteClient } from '@parley/protocol/client/remote'
export { createLastingApi } from './lastingApi.ts'
export { createLastingClient } from './lastingClient.ts'
