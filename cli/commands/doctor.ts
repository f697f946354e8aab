/** `doctor`: looks for what is wrong, and says what to do. Fails if something is. */
import { existsSync, statSync } from 'node:fs'
import { openCredentials } from '../credentials.ts'
import { connect } from '../connect.ts'
import { CliError } from '../exit.ts'
import type { Invocation } from '../invocation.ts'
import type { Row } from '../output.ts'
import { openOutboxIfAny, outboxPath } from '../outbox.ts'
import { openProfile, type Profile } from '../profile.ts'
import { version } from '../version.ts'
import type { World } from '../world.ts'

interface Finding {
  readonly check: string
  readonly state: 'ok' | 'warning' | 'wrong'
  readonly message: string
}

export async function doctor(cli: Invocation): Promise<void> {
  const { world, output } = cli
  const profile = openProfile(world, cli.options)
  const findings: Finding[] = [
    { check: 'version', state: 'ok', message: `parley ${version}, Bun ${Bun.version} on ${process.platform}` },
    ...(await serverFindings(world, profile)),
    ...(await credentialFindings(cli, profile)),
    ...(await outboxFindings(world, profile)),
    terminalFinding(cli),
  ]
  output.rows(
    findings.map((finding): Row => ({ json: finding, cells: [finding.state, finding.check, finding.message] })),
  )
  const wrong = findings.filter(({ state }) => state === 'wrong').length
  if (wrong > 0) throw new CliError('conflict', `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong.`)
}

const skewMsMax = 5_000
const timeoutMs = 5_000

async function serverFindings(world: World, { server }: Profile): Promise<Finding[]> {
  const sentAt = world.now()
  let answer: Response
  try {
    answer = await fetch(`${server}/healthz`, { signal: AbortSignal.timeout(timeoutMs), redirect: 'manual' })
  } catch {
    return [{ check: 'server', state: 'wrong', message: `${server} cannot be reached. Is it running?` }]
  }
  const tripMs = world.now() - sentAt
  const findings: Finding[] = [
    answer.ok
      ? { check: 'server', state: 'ok', message: `${server} answers in ${Math.round(tripMs)} ms` }
      : { check: 'server', state: 'wrong', message: `${server} answers with status ${answer.status}` },
  ]
  const { protocol, hostname } = new URL(server)
  if (protocol === 'http:' && !/^(?:localhost|127\.|\[::1\])/.test(hostname))
    findings.push({ check: 'encryption', state: 'warning', message: `${server} is reached without encryption` })
  // The header tells whole seconds.
  const serverAt = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(serverAt)) return findings
  const skewMs = sentAt + tripMs / 2 - serverAt - 500
  const seconds = Math.round(skewMs / 1_000)
  const isWrong = Math.abs(skewMs) > skewMsMax
  return [
    ...findings,
    {
      check: 'clock',
      state: isWrong ? 'warning' : 'ok',
      message: isWrong ? `this clock is ${seconds} s from the server's` : "agrees with the server's",
    },
  ]
}

async function credentialFindings(cli: Invocation, profile: Profile): Promise<Finding[]> {
  const check = 'login'
  const store = openCredentials(profile, cli.world)
  const kept = await store.read()
  if (kept === null)
    return [{ check, state: 'wrong', message: `nobody is logged in to ${profile.server} (profile ${profile.name})` }]
  const place = store.place() === 'keychain' ? 'the keychain' : store.path
  const mode = existsSync(store.path) ? statSync(store.path).mode & 0o077 : 0
  const findings: Finding[] =
    mode === 0 || process.platform === 'win32'
      ? [{ check: 'credentials', state: 'ok', message: `kept in ${place}` }]
      : [
          {
            check: 'credentials',
            state: 'wrong',
            message: `others can read ${store.path}; run: chmod 600 ${store.path}`,
          },
        ]
  try {
    await (await connect(cli)).ask('GET', '/api/me')
    return [...findings, { check, state: 'ok', message: `@${kept.user.username}, profile ${profile.name}` }]
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return [...findings, { check, state: 'wrong', message: error.message }]
  }
}

async function outboxFindings(world: World, profile: Profile): Promise<Finding[]> {
  const kept = await openCredentials(profile, world).read()
  if (kept === null) return []
  const outbox = openOutboxIfAny(outboxPath({ profile, user: kept.user }), world)
  if (outbox === null) return [{ check: 'outbox', state: 'ok', message: 'empty' }]
  try {
    const waiting = outbox.waiting()
    return [
      waiting === 0
        ? { check: 'outbox', state: 'ok', message: 'empty' }
        : { check: 'outbox', state: 'warning', message: `${waiting} waiting; deliver with: parley send --flush` },
      ...outbox.failed().map(({ address, text, message }): Finding => ({
        check: 'outbox',
        state: 'wrong',
        message: `not delivered to ${address}: ${JSON.stringify(text.slice(0, 60))} (${message})`,
      })),
    ]
  } finally {
    outbox.close()
  }
}

function terminalFinding({ world, output }: Invocation): Finding {
  const { TERM, NO_COLOR, LANG, LC_ALL } = world.env
  const kind = output.isTerminal ? `a terminal (TERM=${TERM ?? ''})` : 'no terminal'
  const colors = output.hasColor ? 'colours' : `no colours${NO_COLOR ? ' (NO_COLOR)' : ''}`
  const locale = LC_ALL || LANG || ''
  const isUtf8 = /utf-?8/i.test(locale)
  return {
    check: 'terminal',
    state: !output.isTerminal || isUtf8 ? 'ok' : 'warning',
    message: `${kind}, ${colors}${isUtf8 || !output.isTerminal ? '' : `, the locale "${locale}" is not UTF-8`}`,
  }
}
