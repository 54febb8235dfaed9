import type { VNode } from 'preact'
import type { RouteScheduleRun } from '../../src/protocol/route-schedule-run.ts'
import { formatFixed, formatSignificant } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** What was measured of the market before the order, and what the model was told. */
export function ScheduleModelPanel({ run }: { readonly run: RouteScheduleRun }): VNode | null {
  const { estimates, model, squareRootImpact } = run
  if (estimates === null && model === null) return null
  return (
    <>
      {estimates !== null && (
        <section class="panel" aria-label="Measured before">
          <div class="panel-head">
            <h2>Measured before the order</h2>
          </div>
          <dl class="pairs-of">
            <Line name="Volatility, a root second">
              <Measured figure={estimates.volatility} />
            </Line>
            <Line name="Permanent impact, a unit">
              <Measured figure={estimates.permanentImpact} />
            </Line>
            <Line name="Depth refills, a second">
              <Measured figure={estimates.refillRate} />
            </Line>
            <Line name="Half a spread">{formatSignificant(estimates.halfSpread, 4)}</Line>
            <Line name="Traded, units a second">{formatSignificant(estimates.volumeRate, 4)}</Line>
            {squareRootImpact !== null && (
              <Line name="Square-root law moves it by">
                {formatSignificant(squareRootImpact, 4)}
              </Line>
            )}
          </dl>
        </section>
      )}
      {model !== null && (
        <section class="panel" aria-label="Model">
          <div class="panel-head">
            <h2>Almgren and Chriss were told</h2>
          </div>
          <dl class="pairs-of">
            <Line name="Risk aversion">{model.riskAversion.toPrecision(3)}</Line>
            <Line name="Volatility">
              <Told value={model.volatility} error={model.volatilityStandardError} />
            </Line>
            <Line name="Permanent impact">
              <Told value={model.permanentImpact} error={model.permanentImpactStandardError} />
            </Line>
            <Line name="Temporary impact">
              <Told value={model.temporaryImpact} error={model.temporaryImpactStandardError} />
            </Line>
            <Line name="Expects">
              {formatFixed(model.expectedCost, 2)} ± {formatFixed(model.standardDeviation, 2)}
            </Line>
          </dl>
        </section>
      )}
    </>
  )
}

function Measured(props: {
  readonly figure: { readonly value: number; readonly standardError: number } | undefined
}): VNode {
  const { figure } = props
  return <Told value={figure?.value ?? null} error={figure?.standardError ?? null} />
}

function Told(props: { readonly value: number | null; readonly error: number | null }): VNode {
  return (
    <>
      {formatSignificant(props.value, 4)}
      {props.error !== null && <span class="soft"> ± {formatSignificant(props.error, 2)}</span>}
    </>
  )
}
