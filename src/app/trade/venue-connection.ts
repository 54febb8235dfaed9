import type { Fields } from './config-fields.ts'

/** How a venue is reached, on paper and live. */
export interface VenueConnection {
  /** ccxt's name of it, where ours is another. */
  readonly exchange: string
  /** Of an exchange that is served on the loopback interface; empty: the real one. */
  readonly url: string
  /** Better from the environment, or a file of mode 0600. */
  readonly apiKey: string
  readonly secret: string
  readonly password: string
  /** ccxt's own options. */
  readonly options: Readonly<Record<string, unknown>>
  /** Says that a person has made sure that the key cannot withdraw, where a venue cannot be asked. */
  readonly withdrawalsChecked: boolean
}

/** Where nothing is said. */
export const noConnection: VenueConnection = {
  exchange: '',
  url: '',
  apiKey: '',
  secret: '',
  password: '',
  options: {},
  withdrawalsChecked: false,
}

/** Reads how a venue is reached. */
export function venueConnection(fields: Fields): VenueConnection {
  return {
    exchange: fields.text('exchange', ''),
    url: fields.text('url', ''),
    apiKey: fields.text('apiKey', ''),
    secret: fields.text('secret', ''),
    password: fields.text('password', ''),
    options: fields.free('options'),
    withdrawalsChecked: fields.value('withdrawalsChecked', false) === true,
  }
}
