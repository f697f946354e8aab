/**
 * Keeps lines straight. Terminals draw some clusters in another width than the renderer counts, and then everything right of
 * them shifts. Such a cluster is replaced by a plainer one whose width nobody disputes: a skin tone goes, a family becomes its
 * first person, a keycap its digit, a flag its two letters. Scripts are never touched, also where terminals count them
 * differently: words matter more than columns.
 */
import { clustersOf, clusterWidth, isSimple } from './width.ts'

/** Gives a text back without the clusters that would shift a line; also without those of no width and without mark floods. */
export type Steady = (text: string) => string

/** Why a cluster's width is disputed. */
type Dispute = 'skin' | 'selector' | 'joined' | 'keycap' | 'flag' | 'tags'

/** UTF-16 units of a cluster that are kept: more marks than any script stacks. */
const clusterUnitsMax = 24
/** Clusters whose replacement is remembered. */
const knownMax = 4_096

/**
 * `widths`: cells in which this terminal draws disputed clusters, by cluster. A kind of cluster stays when all measured ones
 * of the kind are drawn as counted; it is replaced when one differs or none was measured, and `null` replaces all.
 */
export function createSteady(widths: Readonly<Record<string, number>> | null): Steady {
  const trusted = trustedOf(widths)
  const known = new Map<string, string>()
  const steadyCluster = (cluster: string): string => {
    const found = known.get(cluster)
    if (found !== undefined) return found
    const steady = replace(cluster, trusted)
    if (cluster.length > clusterUnitsMax) return steady
    if (known.size >= knownMax) known.clear()
    known.set(cluster, steady)
    return steady
  }
  return (text) => {
    if (isSimple(text)) return text
    let result = ''
    for (const cluster of clustersOf(text))
      result += cluster.length === 1 && isSimple(cluster) ? cluster : steadyCluster(cluster)
    return result
  }
}

/** Trusts nothing: for titles and names, which stand in columns on every screen. */
export const strictSteady: Steady = createSteady(null)

function trustedOf(widths: Readonly<Record<string, number>> | null): ReadonlySet<Dispute> {
  const trusted = new Set<Dispute>()
  const refuted = new Set<Dispute>()
  for (const [cluster, cells] of Object.entries(widths ?? {}))
    for (const dispute of disputesOf(cluster))
      if (cells === clusterWidth(cluster)) trusted.add(dispute)
      else refuted.add(dispute)
  return trusted.difference(refuted)
}

const skin = /[\u{1f3fb}-\u{1f3ff}]/u
const indicator = /^[\u{1f1e6}-\u{1f1ff}]/u
const tag = /[\u{e0020}-\u{e007f}]/gu
const picture = /\p{Extended_Pictographic}/u

function disputesOf(cluster: string): readonly Dispute[] {
  const disputes: Dispute[] = []
  if (cluster.length > 1 && cluster.includes('\u20e3')) return ['keycap']
  if (indicator.test(cluster)) return ['flag']
  if (!picture.test(cluster)) return cluster.includes('\ufe0f') ? ['selector'] : []
  if (cluster.search(tag) !== -1) disputes.push('tags')
  if (cluster.includes('\u200d')) disputes.push('joined')
  // A tone that stands alone is an emoji of its own, and not disputed.
  if (cluster.search(skin) > 0) disputes.push('skin')
  if (cluster.includes('\ufe0f')) disputes.push('selector')
  return disputes
}

function replace(cluster: string, trusted: ReadonlySet<Dispute>): string {
  let steady = cluster
  for (const dispute of disputesOf(cluster)) if (!trusted.has(dispute)) steady = plainer(steady, dispute)
  if (steady.length > clusterUnitsMax && steady === cluster) steady = cut(steady)
  // The renderer gives a lone mark a cell that it does not count.
  return clusterWidth(steady) === 0 ? '' : steady
}

function plainer(cluster: string, dispute: Dispute): string {
  switch (dispute) {
    case 'skin':
      return cluster.replaceAll(new RegExp(skin, 'gu'), '')
    case 'selector':
      return cluster.replaceAll('\ufe0f', '')
    case 'joined':
      return cluster.split('\u200d')[0] ?? ''
    case 'keycap':
      return cluster.slice(0, 1)
    case 'flag':
      return Array.from(cluster, letterOf).join('')
    case 'tags':
      return cluster.replaceAll(tag, '')
  }
}

const letterOf = (character: string): string => {
  const at = (character.codePointAt(0) ?? 0) - 0x1f1e6
  return at >= 0 && at < 26 ? String.fromCharCode(65 + at) : ''
}

/** The start of a cluster, without half a surrogate pair. */
function cut(cluster: string): string {
  const start = cluster.slice(0, clusterUnitsMax)
  return start.isWellFormed() || !cluster.isWellFormed() ? start : start.slice(0, -1)
}
