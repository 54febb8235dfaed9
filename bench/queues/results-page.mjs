// docs/results/queue-models.md out of calibrations.

/** The page: what the real orders say of each model, and what the made-up ones say of the method. */
export function queuesPage({ real, whole, control }, date) {
  return `${[
    '# Queue models against orders that really stood',
    '',
    `Made by \`node bench/queue-models.mjs DATA\` on ${date}, not written by hand; \`isobar market queues RECORDING\` does it for`,
    'any recording of single orders. Every order that joined within 10 bps of the best price is a trial. Each model sees',
    'trades and levels alone, without the order itself, and says when all of it would have been filled had it stayed; the',
    'exact queue sees the orders. Filled is an end, cancelled is another: what it does to a fill is censoring.',
    '',
    '## Bitstamp, 2015',
    '',
    ...verdicts(real),
    '',
    ...facts(real),
    '',
    'What became of them, and what each model says would have, had they all stayed. KM: Kaplan-Meier, where the cancelled',
    'are censored, with Greenwood intervals of 95 %. AJ: Aalen-Johansen, what happened with cancellation at work. Small and',
    'large: against the median order.',
    '',
    ...fates(real),
    '',
    ...calibration(real),
    '',
    `With the first 100 minutes left out (the log begins with an empty book): ${whole.judged.trials} orders behind others,`,
    `${whole.judged.filled} filled, ${whole.judged.filledByExact} had all of them stayed. ${wordsOf(whole)}`,
    '',
    '## A made-up market, as a control',
    '',
    'The same on half an hour of bitcoin at the venue of the made-up market that tells single orders: it says nothing of real',
    'queues, and that the method finds what is there. The exact queue has to be right about every fate, but for what a',
    'trade went through of which no order was told; models of levels have to be late at times.',
    '',
    ...verdicts(control),
    '',
    ...facts(control),
    '',
    ...calibration(control),
    '',
    '## What it supposes',
    '',
    ...control.notes.flatMap((note) => wrapped(`- ${note}`)),
    ...wrapped(
      '- Rows decide what was first. Which losses were trades is found by price and quantity among the trades of the same three seconds; a cancellation of just the quantity of such a trade would be taken for it.',
    ),
    ...wrapped(
      '- An order that its owner shrinks, grows or moves is cancelled from there on. One whose other side comes to its price after it was cancelled counts as filled whole.',
    ),
    ...wrapped(
      `- Intervals of the second tables are of ${real.parameters.draws} drawings (${control.parameters.draws} for the made-up market) of blocks of ${real.parameters.blockSeconds / 60} minutes (${control.parameters.blockSeconds / 60}), 95 % over all horizons together. A horizon with fewer than 30 fills is not judged: where none of n differs, 3 in n may. A model agrees when every interval lies within a tenth of what it is held against.`,
    ),
  ].join('\n')}\n`
}

function verdicts({ models }) {
  return models.flatMap(({ conclusion }) => wrapped(`- ${conclusion}`))
}

function wordsOf({ models }) {
  const words = [...new Set(models.map(({ againstFates }) => againstFates))]
  return `By what became of them: ${words.join(', ')}.`
}

function facts({ venue, instrument, log, classes, judged, blocks, isCensoringInformative }) {
  const [all] = classes
  const crossed = log.isCrossed ? ', where its book crossed for good (a row is missing)' : ''
  const sentences = [
    `${venue}:${instrument}, ${time(log.from)} to ${time(log.to)} UTC${crossed}.`,
    `${count(all.trials)} orders: ${count(all.filled)} filled, ${count(all.cancelled)} cancelled within the longest horizon.`,
    `${count(judged.trials)} of them joined behind others, and by these models are judged (for the rest all say the same):`,
    `${count(judged.filled)} were filled, and ${count(judged.filledByExact)} would have been, had all of them stayed, by the exact queue.`,
    `${count(log.trades)} trades, ${count(log.looseTrades)} of which no order was found; ${count(log.unknownPlaces)} orders of unknown place left out; ${blocks} blocks.`,
    log.idsAscend
      ? `${count(log.unseenOrders)} orders were first heard of when they changed: in the book, but no trials.`
      : 'Ids do not ascend: an order first heard of when it changed is taken for one that arrived.',
    ...(log.breaks === 0
      ? []
      : [`${count(log.breaks)} breaks of the feed, up to which trials are followed.`]),
  ]
  const informative = isCensoringInformative
    ? 'Kaplan-Meier contradicts the exact queue, which is right about every order that was not cancelled: cancellation tells of fills here, and what takes it for chance (KM, and the columns of weights) judges nobody.'
    : 'Kaplan-Meier does not contradict the exact queue.'
  return wrapped([...sentences, informative].join(' '))
}

function fates({ classes, parameters }) {
  const models = [...parameters.models, 'exact']
  const rows = classes.flatMap(({ place, size, trials, horizons }) =>
    horizons.map((at) => [
      place,
      size,
      count(trials),
      `${at.horizonSeconds} s`,
      count(at.stillThere),
      estimate(at.filled),
      estimate(at.filledFirst),
      estimate(at.cancelledFirst),
      ...at.predicted.map(percent),
    ]),
  )
  const header = [
    'place',
    'size',
    'n',
    'by',
    'still there',
    'filled, KM',
    'filled, AJ',
    'cancelled, AJ',
    ...models,
  ]
  return table(header, rows, 2)
}

function calibration({ models }) {
  const ofFates = models.flatMap(({ model, early, late, horizons }) =>
    horizons.map((at) => [
      model,
      count(early),
      count(late),
      `${at.horizonSeconds} s`,
      percent(at.saidFirst),
      estimate(at.filledFirst),
      estimate(at.saidFirstLessFilledFirst),
    ]),
  )
  const hadStayed = models.flatMap(({ model, soonerThanExact, laterThanExact, horizons }) =>
    horizons.map((at) => [
      model,
      count(soonerThanExact),
      count(laterThanExact),
      `${at.horizonSeconds} s`,
      percent(at.said),
      estimate(at.saidLessExact),
      estimate(at.filled),
      estimate(at.saidLessFilled),
      estimate(at.filledWhenSaid),
      estimate(at.filledWhenNotSaid),
      at.brier === null ? '–' : at.brier.toFixed(4),
    ]),
  )
  return [
    'Said to be filled while they were there, against what was (*early*, *late*: orders filled sooner or later than they',
    'were):',
    '',
    ...table(['model', 'early', 'late', 'by', 'said', 'filled', 'said less filled'], ofFates, 1),
    '',
    'Said to be filled had they all stayed, against the exact queue, and against fates by weights that let those at risk',
    'stand in for the cancelled:',
    '',
    ...table(
      [
        'model',
        'sooner than exact',
        'later',
        'by',
        'said',
        'less exact',
        'filled, weighted',
        'said less filled',
        'filled when said',
        'when not',
        'Brier',
      ],
      hadStayed,
      1,
    ),
  ]
}

function table(header, rows, words) {
  return [
    rowLine(header),
    rowLine(header.map((_, k) => (k < words ? '---' : '---:'))),
    ...rows.map(rowLine),
  ]
}

function estimate({ value, lower, upper }) {
  if (value === null) return '–'
  return lower === null || upper === null
    ? percent(value)
    : `${percent(value)} (${percent(lower)} to ${percent(upper)})`
}

function percent(share) {
  const text = (share * 100).toFixed(1)
  return `${text === '-0.0' ? '0.0' : text} %`
}

function time(at) {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}

function rowLine(cells) {
  return `| ${cells.join(' | ')} |`
}

function count(value) {
  return value.toLocaleString('en-US')
}

/** Lines of at most 120 characters; those of a list are indented. */
function wrapped(text) {
  const lines = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > 118) {
      lines.push(line)
      line = text.startsWith('- ') ? `  ${word}` : word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
