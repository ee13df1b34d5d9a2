/** The shapes in which the contract is written down. Everything else in the project reads them; they know nothing. */

/** Authority, highest first: the operation's page, the reference's general chapters, the Kubernetes conventions. */
export const LAYERS = ['operation', 'general', 'conventions'] as const;
export type Layer = (typeof LAYERS)[number];

/** RFC 2119. What is permitted is no level: it is a freedom. */
export type Level = 'MUST' | 'SHOULD';

/** Where a fact stands. `errata` names rows of the register of contradictions whose reading is used. */
export interface Source {
  /** Title of the page, chapter or file, e.g. `Replacing a PyTorchJob`, `RFC 7386`. */
  document: string;
  /** Table number of the data structures, where there is one. */
  table?: number;
  /** Section, row or field within it. */
  section?: string;
  errata?: number[];
}

/** The seven documented verbs, and watch, which is a form of list. */
export const VERBS = ['create', 'read', 'list', 'replace', 'patch', 'delete', 'deletecollection', 'watch'] as const;
export type Verb = (typeof VERBS)[number];

/**
 * The type of a documented field. A node is close to JSON Schema on purpose; the writers in `generators/` turn it into
 * JSON Schema, OpenAPI and CRD schemas, the arbitraries into values.
 */
export type FieldType =
  | {
      type: 'string';
      pattern?: string;
      minLength?: number;
      maxLength?: number;
      enum?: readonly string[];
      format?: 'date-time';
    }
  | { type: 'integer'; minimum?: number; exclusiveMinimum?: number; maximum?: number; format?: 'int32' | 'int64' }
  | { type: 'boolean'; const?: boolean }
  /** A Kubernetes quantity: string or number (erratum 17). */
  | { type: 'quantity' }
  | { type: 'array'; items: FieldType; minItems?: number }
  | { type: 'map'; values: FieldType; keyPattern?: string; keyMaxLength?: number }
  /** Another structure, by its name in `STRUCTURES`. */
  | { type: 'ref'; ref: string };

export interface Field {
  name: string;
  is: FieldType;
  required?: boolean;
  /** The documented default, in prose or table. A server may or may not write it into the stored object. */
  default?: string | number | boolean;
  /** Set by the server; a client's value never becomes the object's. */
  readOnly?: boolean;
  /** The documents call it not supported or ignored: never sent in what the suite calls valid (erratum 35). */
  unsupported?: boolean;
  errata?: number[];
}

/** One table of the chapter "Data structures". */
export interface Structure {
  name: string;
  table: number;
  fields: readonly Field[];
}

/** A replica type of a kind, as the tables spell it, with other spellings that a spec may use (erratum 4). */
export interface ReplicaType {
  name: string;
  aliases?: readonly string[];
  /** Kubeflow's operators take exactly one of it; the tables say nothing, so that a server may ask for that or not. */
  single?: true;
}

/** Everything that differs between the kinds. A fifth kind is one more of these. */
export interface Kind {
  kind: string;
  group: string;
  version: string;
  plural: string;
  singular: string;
  /** The kind's key, where a contract has several versions of it: then its names tell them apart. Set by the contract. */
  label?: string;
  /** The spec's map of replica type to ReplicaSpec. */
  replicaMap: string;
  replicaTypes: readonly ReplicaType[];
  /** The status's map of replica type to ReplicaStatus, and other names it may have (erratum 7). */
  statusMap: string;
  statusMapAliases?: readonly string[];
  /** The name that the kind's operator expects of the training container. */
  container: string;
  /** Dotted paths that replace and patch may change. */
  mutable: readonly string[];
  /** Fields of the spec besides the replica map. */
  specFields: readonly Field[];
  /** Tables: the object, its spec, its list, its replica types. */
  tables: { object: number; spec: number; list: number; replicaType: number };
  /** Titles of the seven operation pages. */
  pages: Readonly<Record<Exclude<Verb, 'watch'>, string>>;
  /** The documented example's name, the stem of its files in `contract/examples`. */
  example: string;
}

/** What the body of an answer is: of a delete either of two (erratum 8), of a watch a stream of events; `none`: there is no body. */
export type AnswerBody = 'object' | 'list' | 'status' | 'object-or-status' | 'list-or-status' | 'events' | 'none';

/** One answer that the page of an operation lists. */
export interface OperationAnswer {
  code: number;
  body: AnswerBody;
  /** Of a success: whether what was asked for has happened, or is still going to. */
  effect?: 'done' | 'accepted';
}

/** One of the documented operations, for every kind alike. */
export interface Operation {
  verb: Verb;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** On one object (`.../{plural}/{name}`) or on the collection. */
  scope: 'object' | 'collection';
  query: readonly string[];
  answers: readonly OperationAnswer[];
  /** The codes of the answers. */
  statusCodes: readonly number[];
}

/** One normative sentence. It does not know who tests it. */
export interface Statement {
  id: string;
  /** Our own words, one sentence. */
  text: string;
  source: Source;
  layer: Layer;
  level: Level;
  /** Why no requirement can test it through the API; absent: tested, or open. */
  untestable?: string;
}

/** A choice that the documents leave to an implementer. */
export interface Freedom<Id extends string = string, Option extends string = string> {
  id: Id;
  text: string;
  source: Source;
  /** Within what an implementation has to stay with one option. */
  scope: 'exchange' | 'operation' | 'target';
  /** The first is what the reference server does unless told otherwise. Ids are unique over all freedoms. */
  options: readonly { id: Option; text: string }[];
}

/** A place where two documented statements cannot both hold, with the reading that verdicts rest on. */
export interface Erratum {
  number: number;
  says: string;
  reading: string;
}
