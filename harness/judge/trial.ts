/** Creates the trial: all that a check can use. */
import { nameFor } from '../../contract/kinds.ts';
import type { Kind } from '../../contract/types.ts';
import { together } from '../evidence/together.ts';
import type { JudgeContext } from './context.ts';
import type { Client } from '../http/client.ts';
import { Inconclusive, NotApplicable } from '../errors/endings.ts';
import { createExpect } from './expect.ts';
import { createGiven } from './given.ts';
import type { Loans } from './loans.ts';
import { checkProperty } from './property.ts';
import { createEventually, createRetry } from './retry.ts';
import { derivedSeed } from './seed.ts';
import { Seen } from '../http/seen.ts';
import { createTarget } from '../http/target.ts';
import { isAtOnePlace, type Made } from '../ownership/made.ts';
import type { ObservedChoice } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import type { Trial } from '../model/trial.ts';

export interface TrialOptions {
  context: JudgeContext;
  client: Client;
  id: string;
  kind: Kind;
  /** The judgement is made for the first time (1), or again. Each has labels of its own. */
  time: number;
  choices: ObservedChoice[];
  /** The objects that the judgement has created so far, in order. */
  made: Made[];
  loans: Loans;
  /** Deletes the objects of `made` from this index on. */
  cleanup(since: number): Promise<void>;
}

export function createTrial(options: TrialOptions): Trial {
  const { context, client, kind, choices } = options;
  const { clock, journal, kinds, namespaces } = context;
  const { namespace, otherNamespace = '', scratchNamespace = '' } = namespaces;
  const { settings, settle, patience, running } = context.execution;
  const { served = new Set<string>() } = context;
  const seed = derivedSeed(context.execution.seed, options.id, nameFor(kind, kind.kind));
  const trialId = `t${(derivedSeed(options.time - 1, options.id, nameFor(kind, kind.kind)) >>> 0).toString(36)}`;
  const seen = new Seen(options.made, served);
  /** A replace of what is there may say 201, too: that makes nothing that is not removed, or lent on, already. */
  const onMade = (one: Made): void => {
    if (!options.made.some((other) => isAtOnePlace(one, other) && one.uid === other.uid)) options.made.push(one);
  };
  const target = createTarget({ client, clock, journal, kinds, namespaces, trialId, settle, seen, onMade }, kind);
  const retry = createRetry(clock);
  const property = createProperty(options, seed);
  let groups = 0;
  const eventually = createEventually(clock, settle);

  const trialOf = (of: Kind, its: Target, isClosest = of === kinds[0]): Trial => ({
    kind: of,
    kinds,
    isClosest,
    namespace,
    target: its,
    clock,
    settle,
    patience,
    running,
    seed,
    settings,
    for: (other) => trialOf(other, its.for(other)),
    otherNamespace,
    scratchNamespace,
    given: createGiven({
      kind: of,
      target: its,
      journal,
      namespace,
      trialId,
      settings,
      eventually,
      retry,
      served,
      seen,
      loans: options.loans,
    }),
    expect: createExpect({ target: its, eventually, exchanges: client.evidence.exchanges }),
    schemas: context.schemas,
    property: property(isClosest),
    together: (works) => together((groups += 1), works),
    eventually,
    retry,
    choice(freedom, option, answer, verb) {
      choices.push({ freedom, option, ...(verb && { verb }), ...(answer && { exchange: answer.exchange }) });
    },
    ...ENDINGS,
  });
  return trialOf(kind, target);
}

const ENDINGS: Pick<Trial, 'notApplicable' | 'inconclusive'> = {
  notApplicable(reason) {
    throw new NotApplicable(reason);
  },
  inconclusive(reason, restsOn) {
    throw new Inconclusive(reason, restsOn === undefined ? {} : { restsOn });
  },
};

/** Each property of the check has a seed of its own. Of a kind that is not the closest, half of the cases are drawn. */
function createProperty({ context, client, made, cleanup }: TrialOptions, seed: number) {
  let properties = 0;
  return (isClosest: boolean): Trial['property'] =>
    (arbitrary, predicate, runs) => {
      const before = made.length;
      return checkProperty(arbitrary, predicate, isClosest ? runs : Math.ceil((runs ?? 100) / 2), {
        evidence: client.evidence,
        clock: context.clock,
        seed: derivedSeed(seed, properties++),
        runSeed: context.execution.seed,
        scale: context.execution.runs,
        afterCase: () => cleanup(before),
      });
    };
}
