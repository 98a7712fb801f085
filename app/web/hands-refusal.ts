import { CodedError } from '../base/base.ts';
import { problem } from './problem.ts';
import { TEXTS } from './texts.ts';

/** What the hands of a box answer where it is not the work itself that failed. */
const OF_HANDS: Readonly<Record<string, number>> = {
  BOX_NO_HANDS: 503,
  BOX_NOT_ALLOWED: 503,
  BOX_NO_ANSWER: 503,
  BOX_BUSY: 503,
  BOX_FAULT: 500,
  BOX_TOOL_FAILED: 500,
  BOX_BAD_REQUEST: 500,
};

/**
 * Answers what a route or the hands refuse, in their words; what has no status here is for the last resort.
 *
 * @param statusOf by code, of what is refused here; goes before what the hands say
 */
export function refusals(statusOf: Readonly<Record<string, number>>, title: string = TEXTS.refused): (error: unknown) => Response {
  const all: Readonly<Record<string, number>> = { ...OF_HANDS, ...statusOf };
  return (error) => {
    const status = error instanceof CodedError ? all[error.code] : undefined;
    if (!(error instanceof CodedError) || status === undefined) throw error;
    const values = { why: error.message, ...error.values };
    return problem(status, { title, detail: error.message, code: error.code, values });
  };
}
