import type { Verb } from '../../../contract/types.ts';
import type { Reply } from '../../rules/response.ts';
import type { Override } from '../types.ts';

export const SELECTING = ['list', 'watch', 'deletecollection'] as const satisfies readonly Verb[];

/** Some replies give way to a 404. */
export const notFoundWhere =
  (matches: (reply: Reply) => boolean): Override =>
  (base) => ({
    replied: (reply) =>
      matches(reply)
        ? { code: 404, json: base.statusBody({ code: 404, reason: 'NotFound', message: 'not found' }, 'GET') }
        : reply,
  });

/** The result; undefined where there is an error instead. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
