import type { MarketWorld } from '../market-world.ts'
import { AbsorbingIceberg, SpoofWall } from './book-facts.ts'
import { FlowSignal, LiquidationCascade } from './flow-facts.ts'
import type { PlantedAgent } from './planted-agent.ts'
import type { PlantedFact } from './planted-fact.ts'
import { RacedQuotes } from './raced-quotes.ts'
import { CointegratedPair, Depeg, Outage, VenueGap } from './price-facts.ts'

/** Who makes the facts of a world's plan happen, in their order. `step` is how often prices move, in seconds. */
export function plantedAgents(world: MarketWorld, step: number): PlantedAgent[] {
  return world.plan.planted.map((fact) => agentOf(world, fact, step))
}

function agentOf(world: MarketWorld, fact: PlantedFact, step: number): PlantedAgent {
  switch (fact.kind) {
    case 'cointegrated-pair':
      return new CointegratedPair(world, fact, step)
    case 'flow-signal':
      return new FlowSignal(world, fact, step)
    case 'venue-gap':
      return new VenueGap(world, fact)
    case 'raced-quotes':
      return new RacedQuotes(world, fact)
    case 'absorbing-iceberg':
      return new AbsorbingIceberg(world, fact, step)
    case 'spoof-wall':
      return new SpoofWall(world, fact, step)
    case 'outage':
      return new Outage(world, fact)
    case 'depeg':
      return new Depeg(world, fact, step)
    case 'liquidation-cascade':
      return new LiquidationCascade(world, fact, step)
  }
}
