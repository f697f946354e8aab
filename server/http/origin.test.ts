import { expect, test } from 'bun:test'
import { originOf } from './origin.ts'

const from = (peer: string, headers: Record<string, string> = {}, proxies: readonly string[] = []) =>
  originOf(peer, new Headers(headers), proxies)

test('[HTTP50] a mapped IPv4 address is that address', () => {
  expect(from('::ffff:127.0.0.1')).toEqual({ address: '127.0.0.1', isLocal: true })
  expect(from('::ffff:192.0.2.1')).toEqual({ address: '192.0.2.1', isLocal: false })
  expect(from('::1').isLocal).toBe(true)
})

test('[HTTP51] X-Forwarded-For counts only from a proxy that was named', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  expect(from('192.0.2.1', headers).address).toBe('192.0.2.1')
  expect(from('::ffff:192.0.2.1', headers, ['192.0.2.1']).address).toBe('203.0.113.9')
})

test('[HTTP52] of several hops the nearest that is no named proxy counts: what a client writes itself does not', () => {
  const headers = { 'x-forwarded-for': '127.0.0.1, 203.0.113.9, 10.0.0.2' }
  expect(from('10.0.0.1', headers, ['10.0.0.1', '10.0.0.2'])).toEqual({ address: '203.0.113.9', isLocal: false })
})

test('[HTTP69] a whole network of proxies can be named, of either family, and only addresses in it are believed', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  const proxies = ['10.4.0.0/16', 'fd00:1::/32', '192.0.2.1']
  for (const peer of ['10.4.200.7', '::ffff:10.4.0.1', 'fd00:1:2::3', '192.0.2.1'])
    expect(from(peer, headers, proxies).address).toBe('203.0.113.9')
  for (const peer of ['10.5.0.1', 'fd00:2::1', '192.0.2.2', 'nobody'])
    expect(from(peer, headers, proxies).address).toBe(peer)
  expect(from('10.4.0.1', { 'x-forwarded-for': '203.0.113.9, 10.4.9.9' }, proxies).address).toBe('203.0.113.9')
})

test('[HTTP53] a proxy on this machine that was not named does not make the world local', () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip'])
    expect(from('127.0.0.1', { [name]: '203.0.113.9' }).isLocal).toBe(false)
})
