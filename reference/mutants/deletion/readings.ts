/** Options of a delete that are read otherwise than they were sent. */
import type { DeleteOptions } from '../../rules/deletion.ts';
import type { Override } from '../types.ts';

type Reading = (options: DeleteOptions) => DeleteOptions;

export const POLICIES = ['Orphan', 'Background', 'Foreground'] as const;

export const inQuery =
  (change: Reading): Override =>
  (base) => ({ queryOptions: (query, grace, orphan) => change(base.queryOptions(query, grace, orphan)) });

export const inBody =
  (change: Reading): Override =>
  (base) => ({ bodyOptions: (body) => change(base.bodyOptions(body)) });

export const inQueryAndBody =
  (change: Reading): Override =>
  (base) => ({ ...inQuery(change)(base), ...inBody(change)(base) });

export const dropped =
  (dropping: keyof DeleteOptions): Reading =>
  (options) => ({ dryRun: [], ...Object.fromEntries(Object.entries(options).filter(([key]) => key !== dropping)) });

/** A propagationPolicy in the body that is none counts as absent. */
export const unknownPolicyIgnored = inBody((options) =>
  POLICIES.some((policy) => policy === options.policy) ? options : dropped('policy')(options),
);

/** An object stays although nothing holds it. */
export const kept =
  (when: (options: DeleteOptions) => boolean): Override =>
  (base) => {
    let options: DeleteOptions = { dryRun: [] };
    return {
      brokenPrecondition: (given, job) => base.brokenPrecondition((options = given), job),
      isDryRun: (values) => base.isDryRun(values) || when(options),
    };
  };

/** Those with this grace period are refused like those with a negative one. */
export const graceRefused =
  (when: (grace: number) => boolean): Override =>
  (base) => ({
    graceCauses: (options) =>
      base.graceCauses(options.grace !== undefined && when(options.grace) ? { ...options, grace: -1 } : options),
  });

export const failsAtNegativeGrace: Override = (base) => ({
  graceCauses: (options) => {
    if ((options.grace ?? 0) < 0) throw new Error('a time before now');
    return base.graceCauses(options);
  },
});

/** What a rule returns, or something else where the rule refuses. */
export function unlessRefused<Value>(rule: () => Value, otherwise: Value): Value {
  try {
    return rule();
  } catch {
    return otherwise;
  }
}
