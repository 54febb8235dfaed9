import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import { routedSettingNames, routedSettings } from './routed-settings.ts'

test('what is read are the settings by their names, all of them and no others', () => {
  const read = new Set<string>()
  const told = { side: 'buy', quantity: 1, takerFeeBps: 5 }
  const settings = new Proxy<Readonly<Record<string, unknown>>>(told, {
    get: (target, name) => {
      read.add(String(name))
      return target[String(name)]
    },
  })
  routedSettings({ settings, instruments: [fakeInstrument('okx')] })
  expect([...read].toSorted()).toEqual([...routedSettingNames].toSorted())
})
