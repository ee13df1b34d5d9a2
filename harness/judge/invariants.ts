/** Invariants: requirements that every exchange of every judgement has to meet. */
import type { Kind } from '../../contract/types.ts';
import type { JudgeContext } from './context.ts';
import type { Exchange } from '../model/exchange.ts';
import type { Observation } from '../model/result.ts';
import type { Schemas } from '../model/schemas.ts';
import { sayRequest } from '../evidence/brief.ts';
import { codeIn } from '../evidence/positions.ts';
import { operationOf } from '../../contract/request.ts';

/** Maximum number of violations to keep for each invariant and judgement. */
const KEPT = 3;

/**
 * Whether the request asks for the answer in a form of Kubernetes such as a Table: what came of it is judged by the
 * requirement that asked.
 */
const asksForAnotherForm = ({ requestHeaders }: Exchange): boolean =>
  requestHeaders.some(([name, value]) => name.toLowerCase() === 'accept' && /;\s*as=/.test(value));

/** `error`: an invariant threw, which is an error of the suite. */
export function checkInvariants(
  exchanges: readonly Exchange[],
  kind: Kind,
  context: JudgeContext,
): { observations: Observation[]; error?: unknown } {
  // An answer that did not arrive whole shows nothing about what the target sent; an earlier one was looked at then.
  const subjects = exchanges
    .filter((exchange) => exchange.error === undefined && exchange.earlier !== true && !asksForAnotherForm(exchange))
    .map((exchange) => ({ exchange, kind: operationOf(exchange.method, exchange.path, context.kinds)?.kind ?? kind }));
  const observations: Observation[] = [];
  const schemas = remembering(context.schemas);
  try {
    for (const invariant of context.invariants) {
      const observation: Observation = { invariant: invariant.id, seen: 0, findings: [] };
      for (const { exchange, kind: of } of subjects) {
        const found = invariant.everywhere?.(exchange, of, schemas);
        if (found === undefined) continue;
        observation.seen += 1;
        if (found !== 'holds' && observation.findings.length < KEPT)
          observation.findings.push({
            // Its sentence is one for all requests.
            finding: {
              ...{ variation: sayRequest(exchange), ...found },
              ...codeIn(invariant.definedAt?.stack),
              exchange: exchange.seq,
            },
            exchange,
          });
      }
      if (observation.seen > 0) observations.push(observation);
    }
    return { observations };
  } catch (error) {
    return { observations, error };
  }
}

/** Caches results: many invariants check the same bodies against the same schemas. */
function remembering(schemas: Schemas): Schemas {
  const known = new Map<string, WeakMap<object, ReturnType<Schemas['validate']>>>();
  return {
    validate(name, value) {
      if (typeof value !== 'object' || value === null) return schemas.validate(name, value);
      const ofName = known.get(name) ?? new WeakMap<object, ReturnType<Schemas['validate']>>();
      known.set(name, ofName);
      const errors = ofName.get(value) ?? schemas.validate(name, value);
      ofName.set(value, errors);
      return errors;
    },
  };
}
