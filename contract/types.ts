/** The types of the contract. The whole project imports this file; it imports nothing. */

/** Authority, highest first: the operation's page, the reference's general chapters, the Kubernetes conventions. */
export const LAYERS = ['operation', 'general', 'conventions'] as const;
export type Layer = (typeof LAYERS)[number];

/** Levels of RFC 2119. MAY is not a level: what is permitted is a freedom. */
export type Level = 'MUST' | 'SHOULD';

/** The source of a fact. `errata`: numbers of the errata whose reading is used. */
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
 * The type of a documented field, intentionally similar to JSON Schema. The code in `generators/` makes
 * JSON Schema, OpenAPI and CRD schemas from it, and values for properties.
 */
export type FieldType =
  | {
      type: 'string';
      pattern?: string;
      minLength?: number;
      maxLength?: number;
      enum?: readonly string[];
      format?: 'date-time';
      /** A time that no table wants in UTC. */
      anyZone?: true;
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
  /** The default, documented in text or table. A server may store it in the object, or not. */
  default?: string | number | boolean;
  /** Set by the server; a value that a client sends is never stored. */
  readOnly?: boolean;
  /**
   * The least value that every server has to accept, where the table gives no bound and servers have one: what is lower
   * may be accepted or refused.
   */
  least?: number;
  /**
   * The documents call it not supported or ignored (erratum 35), or give it two types (erratum 40): never sent in what
   * the suite calls valid.
   */
  unsupported?: boolean;
  errata?: number[];
}

/** One table of the chapter "Data structures". */
export interface Structure {
  name: string;
  table: number;
  /** What describes it instead of a table: of a kind that is in no document. */
  document?: string;
  fields: readonly Field[];
}

/** A replica type of a kind, as the tables spell it, with other spellings that a spec may use (erratum 4). */
export interface ReplicaType {
  name: string;
  aliases?: readonly string[];
  /**
   * Kubeflow's operators accept exactly one replica of it. The tables do not say so: a server may demand it, or not.
   */
  single?: true;
}

/** Everything that differs between kinds. A further kind is one more of these. */
export interface Kind {
  kind: string;
  group: string;
  version: string;
  plural: string;
  singular: string;
  /** The kind's key, if the contract has several versions of it, to distinguish their names. Set by the contract. */
  label?: string;
  /** The spec's map of replica type to ReplicaSpec. */
  replicaMap: string;
  replicaTypes: readonly ReplicaType[];
  /** The status's map of replica type to ReplicaStatus, and other names it may have (erratum 7). */
  statusMap: string;
  statusMapAliases?: readonly string[];
  /** The name that the training container must have for the kind's operator. */
  container: string;
  /** Dotted paths of the fields that replace and patch may change. */
  mutable: readonly string[];
  /** Fields of the spec besides the replica map. */
  specFields: readonly Field[];
  /** What describes the kind, if it is in none of the documents; its tables count for nothing then. */
  document?: string;
  /** Tables: the object, its spec, its list, its replica types. */
  tables: { object: number; spec: number; list: number; replicaType: number };
  /** Titles of the seven operation pages. */
  pages: Readonly<Record<Exclude<Verb, 'watch'>, string>>;
  /** The documented example's name, the stem of its files in `contract/examples`. */
  example: string;
}

/**
 * What the body of an answer is: of a delete either of two (erratum 8), of a watch a stream of events; `none`: there is
 * no body.
 */
export type AnswerBody = 'object' | 'list' | 'status' | 'object-or-status' | 'list-or-status' | 'events' | 'none';

/** One answer that the page of an operation lists. */
export interface OperationAnswer {
  code: number;
  body: AnswerBody;
  /** Only for a success: whether the operation is done, or only accepted and done later. */
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

/** One normative sentence of the documents. */
export interface Statement {
  id: string;
  /** Our own words, one sentence. */
  text: string;
  source: Source;
  layer: Layer;
  level: Level;
  /** Why no requirement can test it through the API; absent: it is testable. */
  untestable?: string;
}

/** A choice that the documents leave to an implementer. */
export interface Freedom<Id extends string = string, Option extends string = string> {
  id: Id;
  text: string;
  source: Source;
  /** The scope within which an implementation must always choose the same option. */
  scope: 'exchange' | 'operation' | 'target';
  /** The first one is the default of the reference server. Ids are unique over all freedoms. */
  options: readonly FreedomOption<Option>[];
}

export interface FreedomOption<Id extends string = string> {
  id: Id;
  text: string;
  /** What a run notes where a target takes this option, if not the option: another one that looks like it, or `nothing`. */
  notedAs?: string;
}

/** A place where two documented statements cannot both hold, with the reading that verdicts are based on. */
export interface Erratum {
  number: number;
  says: string;
  reading: string;
}
