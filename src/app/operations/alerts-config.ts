import { UsageError } from '../../core/errors.ts'
import { positive, type Fields } from '../trade/config-fields.ts'
import { alarming, noticeKinds, type NoticeKind } from './notice.ts'

/** Who is told of what. */
export interface AlertsConfig {
  readonly kinds: readonly NoticeKind[]
  /** Messages a minute to each receiver. */
  readonly perMinuteMost: number
  /** An address that JSON is posted to; empty: none. */
  readonly webhook: string
  readonly telegram: {
    readonly url: string
    /** Empty: none. */
    readonly token: string
    readonly chat: string
  }
}

/** Reads `alerts`; addresses and tokens may be in the environment instead. */
export function alertsConfig(fields: Fields): AlertsConfig {
  const kinds = fields.texts('kinds', alarming)
  const strange = kinds.find((kind) => !noticeKinds.some((each) => each === kind))
  if (strange !== undefined) throw fields.fault('kinds', noticeKinds.join(', '))
  const telegram = fields.record('telegram')
  const config: AlertsConfig = {
    kinds: kinds as readonly NoticeKind[],
    perMinuteMost: fields.number('perMinuteMost', 20, positive),
    webhook: fields.text('webhook', ''),
    telegram: {
      url: telegram.text('url', 'https://api.telegram.org'),
      token: telegram.text('token', ''),
      chat: telegram.text('chat', ''),
    },
  }
  telegram.end()
  fields.end()
  return config
}

/**
 * What the environment says of receivers goes first: `ISOBAR_ALERT_WEBHOOK`, `ISOBAR_TELEGRAM_TOKEN` and
 * `ISOBAR_TELEGRAM_CHAT`.
 *
 * @throws UsageError for an address that is none, and a token without a chat
 */
export function withEnvironment(
  config: AlertsConfig,
  environment: Readonly<Record<string, string | undefined>>,
): AlertsConfig {
  const { webhook, telegram } = config
  const full: AlertsConfig = {
    ...config,
    webhook: environment['ISOBAR_ALERT_WEBHOOK'] ?? webhook,
    telegram: {
      ...telegram,
      token: environment['ISOBAR_TELEGRAM_TOKEN'] ?? telegram.token,
      chat: environment['ISOBAR_TELEGRAM_CHAT'] ?? telegram.chat,
    },
  }
  if (full.webhook !== '' && !isAddress(full.webhook))
    throw new UsageError('alerts.webhook: expected an address, http or https')
  if (!isAddress(full.telegram.url))
    throw new UsageError('alerts.telegram.url: expected an address, http or https')
  if (full.telegram.token !== '' && full.telegram.chat === '')
    throw new UsageError('alerts.telegram.chat: expected the chat that the bot writes to')
  return full
}

function isAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
