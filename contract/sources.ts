import type { Source, Verb } from './types.ts';

/** The page of each verb; every kind has its own, titled alike (`Kind.pages`). A watch is a form of list. */
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
export const conventions = (section: string, ...errata: number[]): Source =>
  page('Kubernetes API conventions', section, ...errata);
export const rfc = (number: number, section: string, ...errata: number[]): Source =>
  page(`RFC ${number}`, `section ${section}`, ...errata);

/** `Replacing a PyTorchJob, table 166, replicas (erratum 2)`. */
export function describeSource(source: Source): string {
  const parts = [source.document];
  if (source.table !== undefined) parts.push(`table ${source.table}`);
  if (source.section !== undefined) parts.push(source.section);
  const errata = source.errata ?? [];
  const note = errata.length === 0 ? '' : ` (${errata.length === 1 ? 'erratum' : 'errata'} ${errata.join(', ')})`;
  return parts.join(', ') + note;
}
