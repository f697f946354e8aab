/**
 * A tab's link to the one client of this browser.
 *
 *     tab ─ link ─┬─ shared worker ── host      where the browser has one
 *                 ├─ leader's page ── host      one tab for all, by Web Locks and a BroadcastChannel
 *                 └─ own page ─────── host      where it has neither: pages that came by plain http
 *
 * It owns the road: it finds a host, notices its death, and finds the next. It guarantees that the session outlives hosts: the
 * page keeps its client, which shows what it had, and tells the next host what the page did meanwhile.
 * It refuses to know what a login is; that is the host's.
 */
export { openLink } from './openLink.ts'
