import { pairFields, type PairParameters } from '../src/protocol/pair-parameters.ts'
import { listedFields, usualParameters } from '../src/protocol/parameter-fields.ts'
import { sweepFields } from '../src/protocol/sweep-parameters.ts'
import { verdictFields } from '../src/protocol/verdict-parameters.ts'
import {
  noDraws,
  type LegsAddress,
  type PairAddress,
  type SweepAddress,
  type VerdictAddress,
} from './address.ts'

// The pages about one pair: each keeps the parameters that the others have too.

export function pairOf(address: LegsAddress): PairAddress {
  if (address.view === 'pair') return address
  return { ...legsOf(address), view: 'pair', parameters: pairParametersOf(address), draws: noDraws }
}

export function sweepOf(address: LegsAddress): SweepAddress {
  if (address.view === 'sweep') return address
  const parameters = { ...usualParameters(sweepFields), ...pairParametersOf(address) }
  return { ...legsOf(address), view: 'sweep', parameters }
}

export function verdictOf(address: LegsAddress): VerdictAddress {
  if (address.view === 'verdict') return address
  const parameters = { ...usualParameters(verdictFields), ...pairParametersOf(address) }
  return { ...legsOf(address), view: 'verdict', parameters }
}

function legsOf({ universe, y, x }: LegsAddress): Pick<LegsAddress, 'universe' | 'y' | 'x'> {
  return { universe, y, x }
}

function pairParametersOf({ parameters }: LegsAddress): PairParameters {
  const own = listedFields(pairFields).map(([key]) => [key, parameters[key]])
  return Object.fromEntries(own) as PairParameters
}
