import type { Kind, Source, Structure, Verb } from './types.ts';

/**
 * The page of each verb. Every kind has its own page with a similar title (`Kind.pages`). A watch is a form of list.
 */
export const PAGES: Readonly<Record<Verb, string>> = {
  create: 'Creating a job',
  read: 'Querying a job',
  list: 'Querying all jobs in a namespace',
  replace: 'Replacing a job',
  patch: 'Updating a job',
  delete: 'Deleting a job',
  deletecollection: 'Deleting all jobs in a namespace',
  watch: 'Querying all jobs in a namespace',
};

const CONVENTIONS_TITLE = 'Kubernetes API conventions';

export const page = (document: string, section?: string, ...errata: number[]): Source => ({
  document,
  ...(section === undefined ? {} : { section }),
  ...(errata.length === 0 ? {} : { errata }),
});
/** A table of the chapter "Data structures"; `section` is a row. */
export const table = (number: number, section?: string, ...errata: number[]): Source => ({
  ...page('Data structures', section, ...errata),
  table: number,
});
/** A row of a structure: of its table, or of what describes it instead. */
export const rowOf = (
  { table: number, document }: Pick<Structure, 'table' | 'document'>,
  section: string | undefined,
  errata: readonly number[] = [],
): Source => (document === undefined ? table(number, section, ...errata) : page(document, section, ...errata));
export const conventions = (section: string, ...errata: number[]): Source =>
  page(CONVENTIONS_TITLE, section, ...errata);
export const rfc = (number: number, section: string, ...errata: number[]): Source =>
  page(`RFC ${number}`, `section ${section}`, ...errata);

/** Known ids of pages of the CCI API reference, by title. */
const PAGE_IDS: Readonly<Record<string, string>> = {
  'Replacing an MXJob': 'cci_02_3157',
  'Replacing an MPIJob': 'cci_02_3177',
};

/** The source for one kind: the page of an operation in general becomes the page of the kind. */
export function sourceFor(source: Source, kind: Kind): Source {
  const verb = (Object.keys(kind.pages) as (keyof Kind['pages'])[]).find((one) => PAGES[one] === source.document);
  return verb === undefined ? source : { ...source, document: kind.pages[verb] };
}

const CONVENTIONS =
  'https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md';
const CONCEPTS = 'https://kubernetes.io/docs/reference/using-api/api-concepts/';
const OBJECTS = 'https://kubernetes.io/docs/concepts/overview/working-with-objects/';

/**
 * URLs of the Kubernetes conventions that statements cite: of the section, or of the page if no single section
 * describes it.
 */
const CONVENTION_ADDRESSES: Readonly<Record<string, string>> = {
  Annotations: `${OBJECTS}annotations/`,
  Authorization: 'https://kubernetes.io/docs/reference/access-authn-authz/authorization/',
  'Chunked lists': `${CONCEPTS}#retrieving-large-results-sets-in-chunks`,
  'Chunked lists: remainingItemCount': `${CONCEPTS}#retrieving-large-results-sets-in-chunks`,
  'Concurrency control': `${CONVENTIONS}#concurrency-control-and-consistency`,
  'Content types': `${CONCEPTS}#alternate-representations-of-resources`,
  Create: `${CONVENTIONS}#verbs-on-resources`,
  Deletion: `${CONCEPTS}#resource-deletion`,
  'Deletion of a collection': `${CONVENTIONS}#verbs-on-resources`,
  Errors: `${CONVENTIONS}#http-status-codes`,
  'Field selectors': `${OBJECTS}field-selectors/`,
  Finalizers: `${OBJECTS}finalizers/`,
  'Garbage collection': 'https://kubernetes.io/docs/concepts/architecture/garbage-collection/',
  'Label selectors': `${OBJECTS}labels/#label-selectors`,
  Labels: `${OBJECTS}labels/`,
  Lists: `${CONCEPTS}#collections`,
  Metadata: `${CONVENTIONS}#metadata`,
  'metadata.generation': `${CONVENTIONS}#metadata`,
  'metadata.managedFields': 'https://kubernetes.io/docs/reference/using-api/server-side-apply/',
  Namespaces: `${OBJECTS}namespaces/`,
  Patch: `${CONVENTIONS}#patch-operations`,
  'Primitive types': `${CONVENTIONS}#primitive-types`,
  'Resource versions': `${CONCEPTS}#resource-versions`,
  Status: `${CONVENTIONS}#spec-and-status`,
  'Unknown fields': `${CONCEPTS}#field-validation`,
  'Unknown paths': `${CONVENTIONS}#http-status-codes`,
  Update: `${CONCEPTS}#update-mechanism-update`,
  'Verbs on resources': `${CONVENTIONS}#verbs-on-resources`,
  Watch: `${CONCEPTS}#efficient-detection-of-changes`,
  'Watch bookmarks': `${CONCEPTS}#watch-bookmarks`,
};

/**
 * The URL of a public document: an RFC, also one that a page cites, or a convention of Kubernetes. Otherwise undefined.
 */
export function addressOf({ document, section = '' }: Source): string | undefined {
  if (document === CONVENTIONS_TITLE) return CONVENTION_ADDRESSES[section] ?? CONVENTIONS;
  const [, number] = /\bRFC (\d+)/.exec(`${document} ${section}`) ?? [];
  if (number === undefined) return undefined;
  const [, part] = /^section ([\d.]+)$/.exec(section) ?? [];
  return `https://www.rfc-editor.org/rfc/rfc${number}${part === undefined ? '' : `#section-${part}`}`;
}

/** `Replacing an MXJob (cci_02_3157), table 166, replicas (erratum 2)`. */
export function describeSource(source: Source): string {
  const id = PAGE_IDS[source.document];
  const parts = [id === undefined ? source.document : `${source.document} (${id})`];
  if (source.table !== undefined) parts.push(`table ${source.table}`);
  if (source.section !== undefined) parts.push(source.section);
  const errata = source.errata ?? [];
  const note = errata.length === 0 ? '' : ` (${errata.length === 1 ? 'erratum' : 'errata'} ${errata.join(', ')})`;
  return parts.join(', ') + note;
}
