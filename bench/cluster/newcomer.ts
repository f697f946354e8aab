/**
 * A node that comes with nothing: copies log and records, makes a store of them, says when. Arguments: the servers' urls, their
 * monitors, the cluster's name, a folder.
 */
import { join } from 'node:path'
import { sha256 } from '../../server/accounts/digest.ts'
import { openStore } from '../../server/store/main.ts'
import { openBenchCluster, timer } from './open.ts'

const [urls = '', monitors = '', name = '', folder = ''] = process.argv.slice(2)
const began = performance.now()
const cluster = await openBenchCluster({ urls: urls.split(','), monitors: monitors.split(',') }, name, folder)
const copied = performance.now()
const { log, records, copyId: source } = cluster
const store = openStore({
  path: join(folder, 'store.db'),
  epoch: log.epoch,
  source,
  sha256,
  boot: 'bench',
  env: { now: Date.now, ...timer },
})
await log.follow(store.position(), (entries) => store.foldEntries(entries)).caughtUp
await records.follow(store.revision(), (found) => store.foldRecords(found)).caughtUp
const folded = performance.now()
const copySeconds = (copied - began) / 1_000
const storeSeconds = (folded - copied) / 1_000
console.log(JSON.stringify({ copySeconds, storeSeconds, position: store.position() }))
process.exit(0)
