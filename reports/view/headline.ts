import type { Finding } from '../../harness/model/finding.ts';

/** What happened, in a sentence, and to which of the requests that a check tries. */
export const headline = ({ message, variation }: Finding): string =>
  variation === undefined ? message : `${message} (${variation})`;

/** That of the first finding; undefined without one. */
export const headlineOf = ({ findings: [first] }: { findings: readonly Finding[] }): string | undefined =>
  first && headline(first);
