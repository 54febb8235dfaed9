import type { Answer } from '../serving/answer.ts'
import { refusal } from './refusals.ts'

/** Nothing was heard of the matching: what became of the request is not known. */
export const unanswered: Answer = refusal(
  -1007,
  'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  408,
)
