import { expect, test } from 'bun:test'
import { type Agent, clientName } from './clientName.ts'

const mozilla = 'Mozilla/5.0'
const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const chrome = `${webKit} Chrome/148.0.0.0 Safari/537.36`

const cases: readonly (readonly [Agent, string])[] = [
  [{ userAgent: `${mozilla} (X11; Linux x86_64) ${chrome}` }, 'Chrome, Linux'],
  [{ userAgent: `${mozilla} (Windows NT 10.0; Win64; x64) ${chrome} Edg/148.0.0.0` }, 'Edge, Windows'],
  [{ userAgent: `${mozilla} (Linux; Android 10; K) ${chrome.replace('Safari', 'Mobile Safari')}` }, 'Chrome, Android'],
  [{ userAgent: `${mozilla} (X11; Linux x86_64; rv:152.0) Gecko/20100101 Firefox/152.0` }, 'Firefox, Linux'],
  [
    {
      userAgent: `${mozilla} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML) Version/26 Safari/605.1`,
    },
    'Safari, macOS',
  ],
  [
    { userAgent: `${mozilla} (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 Version/26 Safari/604.1` },
    'Safari, iOS',
  ],
  [{ userAgent: 'nothing that is known' }, 'a browser'],
  [
    {
      userAgent: '',
      userAgentData: {
        brands: [{ brand: 'Not;A=Brand' }, { brand: 'Chromium' }, { brand: 'Google Chrome' }],
        platform: 'macOS',
      },
    },
    'Chrome, macOS',
  ],
  [
    {
      userAgent: `${mozilla} (X11; Linux x86_64) ${chrome}`,
      userAgentData: { brands: [{ brand: 'Not A(Brand' }, { brand: 'Chromium' }], platform: '' },
    },
    'Chrome, Linux',
  ],
]

test('[LINK16] a session is named after the browser and the system, as far as they are known', () => {
  for (const [agent, name] of cases) expect(clientName(agent)).toBe(`Parley web on ${name}`)
})
