import type { Clock } from '../../contract/clock.ts';
import type { Json } from '../../contract/json.ts';
import type { Kind, Verb } from '../../contract/types.ts';
import type { Behaviour } from '../rules/behaviour.ts';
import type { Cause, Env, Fault, ObjectRef } from '../state/model.ts';
import type { Store } from '../state/store.ts';
import { Refusal } from '../rules/errors.ts';

export interface Server {
  env: Env;
  behaviour: Behaviour;
  /** The same server with its behaviour for this kind and verb. */
  of(kind: Kind, verb?: Verb): Server;
  store: Store;
  /** The revision that a cache has which follows a moment later. */
  cached(): number;
  clock: Clock;
  /** Aborted when the server stops. */
  stopped: AbortSignal;
  /** Runs the task after `ms` milliseconds of the server's clock, unless the server stops before. */
  later(ms: number, task: () => void | Promise<void>): void;
}

/** A request for jobs of one kind. */
export interface Call {
  kind: Kind;
  verb: Verb;
  /** undefined: all namespaces (only lists and watches). */
  namespace: string | undefined;
  name: string | undefined;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
  signal: AbortSignal | undefined;
}

export const refuse = (fault: Fault): never => {
  throw new Refusal(fault);
};

export const refuseIf = (message: string | undefined, server: Server): void => {
  if (message !== undefined) refuse(server.behaviour.badRequest(message));
};

export const refuseInvalid = (
  server: Server,
  kind: Kind,
  name: string,
  causes: readonly Cause[],
  kindName?: string,
): void => {
  if (causes.length > 0) refuse(server.behaviour.invalid(kind, name, causes, kindName));
};

/** The object's address. */
export const placeOf = (call: Call): ObjectRef => ({
  kind: call.kind,
  namespace: call.namespace ?? '',
  name: call.name ?? '',
});

/** Returns the body as JSON, after `checkBody` has accepted its size and type. */
export function readBody(server: Server, call: Call): Json {
  const body = server.behaviour.parseJson(call.body);
  const wide = server.behaviour.wideInteger(call.body);
  if (wide !== undefined) refuse(server.behaviour.badRequest(`the integer ${wide} is too large for this server`));
  return body;
}

/** Checks of every request with a body before the body is read: Accept, media type, size. */
export function checkBody(server: Server, call: Call, patch: boolean): void {
  const type = call.headers.get('content-type');
  const taken = patch ? server.behaviour.takesPatchType(type) : server.behaviour.takesBodyType(type);
  if (!taken) {
    refuse(
      server.behaviour.refusesTypeWith400(type, patch)
        ? server.behaviour.badRequest(`bodies of type ${type ?? '(none)'} are not read`)
        : server.behaviour.unsupportedMediaType(patch ? 'application/merge-patch+json' : 'application/json'),
    );
  }
  if (call.body.byteLength > server.behaviour.bodyLimit())
    refuse(server.behaviour.tooLarge(server.behaviour.bodyLimit()));
}

/** Returns whether a write is a dry run. Refuses invalid values of the query parameters of writes. */
export function checkWriteOptions(server: Server, call: Call, options: string): boolean {
  const values = call.query.getAll('dryRun');
  const causes = [
    ...server.behaviour.dryRunCauses(values),
    ...server.behaviour.fieldValidationCauses(call.query.get('fieldValidation')),
  ];
  if (causes.length > 0) refuse(server.behaviour.invalidOptions(options, causes));
  return server.behaviour.isDryRun(values);
}
