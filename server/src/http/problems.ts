import type { Problem } from '@skein/shared/api/schemas';
import { type Refusal, RefusedError, refusalRow } from '@skein/shared/refusals';
import type { FastifyReply } from 'fastify';

/** How OAuth calls them (RFC 8628, section 3.5). */
const OAUTH_ERRORS: Partial<Record<Refusal, string>> = {
  'link-pending': 'authorization_pending',
  'link-too-soon': 'slow_down',
  'link-expired': 'expired_token',
  'link-denied': 'access_denied',
};

/** RFC 9457. */
export const problemOf = (reason: Refusal, detail?: string): Problem => {
  const { status, sentence, retry } = refusalRow(reason);
  const error = OAUTH_ERRORS[reason];
  return {
    type: `urn:skein:refusal:${reason}`,
    title: sentence,
    status,
    reason,
    retry,
    ...(error === undefined ? {} : { error }),
    ...(detail === undefined ? {} : { detail }),
  };
};

export const sendProblem = (reply: FastifyReply, reason: Refusal, detail?: string): FastifyReply => {
  const problem = problemOf(reason, detail);
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
};

/** What went wrong, in our words; 'internal' means that a developer must look. */
export const refusalOf = (error: unknown): { readonly reason: Refusal; readonly detail?: string } => {
  if (error instanceof RefusedError)
    return { reason: error.reason, ...(error.detail === undefined ? {} : { detail: error.detail }) };
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return { reason: 'too-large' };
  // Fastify's own words for a body or a path that cannot be read.
  if (typeof status === 'number' && status < 500)
    return { reason: 'request-invalid', detail: (error as Error).message };
  return { reason: 'internal' };
};
