/** What a run tells of, by what somebody may want to be woken for. */
export const noticeKinds = [
  'halt',
  'kill',
  'resume',
  'disagreement',
  'disconnect',
  'unknown-fate',
  'legs-stuck',
  'unprotected',
  'failure',
  'recovered',
  'note',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** Those that wake somebody where nothing else is said. */
export const alarming: readonly NoticeKind[] = [
  'halt',
  'kill',
  'disagreement',
  'disconnect',
  'unknown-fate',
  'legs-stuck',
  'unprotected',
  'failure',
]

/** Tells a line; a note where no kind is said. */
export type Tell = (line: string, kind?: NoticeKind) => void
