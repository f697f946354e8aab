import type { ClientEnv } from '../env.ts'
import type { Port } from './port.ts'
import type { RemoteClient } from './remoteClient.ts'

export function createRemoteClient(_port: Port, _env: ClientEnv): RemoteClient {
  throw new Error('Not yet.')
}
