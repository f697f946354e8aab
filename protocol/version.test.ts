import { expect, test } from 'bun:test'
import { CryptoHasher } from 'bun'
import { eventSchemas } from './event.ts'
import { downSchemas, upSchemas } from './frame.ts'
import { negotiate, protocolVersion, protocolVersionMin } from './version.ts'

/** The wire, hashed, for each version. One that old peers can ignore changes the hash; one that they cannot needs a version. */
const wireOf: Readonly<Record<number, string>> = {
  1: '8eeff7f96b34120d09b5205cda20b31114018737a95e6aa6dcdfe3a5eecce059',
}

test('[VERSION1] the wire does not change without somebody saying so', () => {
  const wire = JSON.stringify({ upSchemas, downSchemas, eventSchemas })
  expect(new CryptoHasher('sha256').update(wire).digest('hex')).toBe(wireOf[protocolVersion] ?? '')
})

test('[VERSION2] two sides speak the highest version that both know, or none', () => {
  expect(negotiate([protocolVersionMin, protocolVersion])).toBe(protocolVersion)
  expect(negotiate([protocolVersion, protocolVersion + 9])).toBe(protocolVersion)
  expect(negotiate([protocolVersion + 1, protocolVersion + 9])).toBeNull()
  expect(negotiate([0, protocolVersionMin - 1])).toBeNull()
})
