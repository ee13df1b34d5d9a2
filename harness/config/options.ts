/** Every flag of every command, once: the reader, `--help` and the table in the README are made from these entries. */
import { KINDS } from '../../contract/kinds.ts';
import { LAYERS } from '../../contract/types.ts';
import { IDENTITIES } from '../model/exchange.ts';
import type { Option } from './option.ts';
import { credentialOptions } from './credential-flags.ts';

const RUN = ['run'] as const;
const CONNECTED = ['run', 'cleanup'] as const;

export const OPTIONS: readonly Option[] = [
  {
    flag: 'target',
    value: 'URL',
    help: 'the API to judge; without it the embedded reference server, started and stopped by the run',
    commands: CONNECTED,
  },
  {
    flag: 'namespace',
    value: 'NS',
    list: true,
    help: 'a namespace that exists on the target; for serve: the namespaces that exist',
    default: 'default',
    commands: ['run', 'serve'],
  },
  { flag: 'other-namespace', value: 'NS', help: 'a second one', commands: RUN },
  {
    flag: 'scratch-namespace',
    value: 'NS',
    help: 'one that the run may empty; without it nothing is deleted without a selector',
    commands: RUN,
  },
  ...IDENTITIES.flatMap(credentialOptions),
  { flag: 'ca', value: 'FILE', help: 'trust the certificates in this PEM file', commands: CONNECTED },
  { flag: 'insecure', help: 'trust any certificate', commands: CONNECTED },
  {
    flag: 'proxy',
    value: 'URL',
    help: 'the proxy for every request, whatever HTTPS_PROXY, HTTP_PROXY and NO_PROXY say; they count without it',
    secret: true,
    commands: CONNECTED,
  },
  {
    flag: 'kind',
    value: 'KIND',
    list: true,
    help: 'judge these kinds alone',
    default: [...new Set(KINDS.map((k) => k.singular))].join(','),
    commands: ['run', 'list', 'reproduce'],
  },
  {
    flag: 'kinds',
    value: 'FILE',
    help: "kinds of one's own (YAML or JSON), judged as the documented ones are; --kind chooses among both",
    commands: ['run', 'list', 'explain', 'serve', 'cleanup', 'report'],
  },
  {
    flag: 'only',
    value: 'ID',
    list: true,
    help: 'judge these requirements alone (ids or prefixes)',
    commands: ['run', 'list'],
  },
  {
    flag: 'layers',
    value: 'LAYER',
    list: true,
    help: 'judge these layers alone',
    default: LAYERS.join(','),
    commands: ['run', 'list'],
  },
  {
    flag: 'shard',
    value: 'N/M',
    help: 'judge part N of M, of about equal cost; merge makes one report of them',
    commands: RUN,
  },
  {
    flag: 'failed-in',
    value: 'REPORT',
    help: 'judge alone what did not pass in this report (a report.json, or the folder that holds it)',
    commands: RUN,
  },
  { flag: 'failed-first', value: 'REPORT', help: 'judge that first, and then the others', commands: RUN },
  {
    flag: 'resume',
    value: 'DIR',
    help: 'judge what is missing of the run that was cut off in this folder; target, scope and seed are those of that run',
    commands: RUN,
  },
  {
    flag: 'profile',
    value: 'PROFILE',
    help: 'how much is judged: smoke, standard or full; what each keeps stands in docs/cost.md',
    default: 'full',
    commands: RUN,
  },
  {
    flag: 'plan',
    help: 'print what the run would do; three reads are sent, to measure the time of an answer',
    commands: RUN,
  },
  {
    flag: 'max-requests',
    value: 'N',
    help: 'judge what so many requests buy, and first what they buy most with; no more are sent',
    commands: RUN,
  },
  {
    flag: 'max-jobs-alive',
    value: 'N',
    help: 'the most jobs of the run that exist at one time; what needs more is left out (default with --target: 100, unless --most-objects asks for more)',
    commands: RUN,
  },
  { flag: 'rate', value: 'N', help: 'the most requests a second', commands: RUN },
  {
    flag: 'image',
    value: 'IMAGE',
    help: 'the image of jobs that are really created',
    default: 'busybox:1.36',
    commands: RUN,
  },
  { flag: 'cpu', value: 'QUANTITY', help: 'the CPU of each of their containers', default: '250m', commands: RUN },
  {
    flag: 'memory',
    value: 'QUANTITY',
    help: 'the memory of each of their containers',
    default: '512Mi',
    commands: RUN,
  },
  { flag: 'max-replicas', value: 'N', help: 'the most replicas of one type in them', default: '2', commands: RUN },
  {
    flag: 'most-objects',
    value: 'N',
    help: 'the most jobs of a kind that one check makes at a time; with 100 or fewer nothing is judged about many (default: 100 with --target, 510 without)',
    commands: RUN,
  },
  { flag: 'concurrency', value: 'N', help: 'requests at once', default: '8', commands: RUN },
  {
    flag: 'timeout',
    value: 'S',
    help: 'seconds that a request waits for its answer, or for the next part of it',
    default: '30',
    commands: CONNECTED,
  },
  {
    flag: 'max-time',
    value: 'S',
    help: 'seconds after which a run judges no further, or a cleanup gives up (default there: 600)',
    commands: CONNECTED,
  },
  { flag: 'settle', value: 'S', help: 'seconds that a graceful deletion may take', default: '15', commands: RUN },
  {
    flag: 'patience',
    value: 'S',
    help: 'seconds for which a watch, a continue token and a version are left alone before they have to do their work; 0: none is left waiting',
    default: '0',
    commands: RUN,
  },
  {
    flag: 'run-jobs',
    value: 'S',
    help: 'seconds that a job whose command is short may take to start and to end, where the target runs jobs; 0: what jobs do is not judged',
    default: '0',
    commands: RUN,
  },
  {
    flag: 'seed',
    value: 'N',
    help: 'the seed of the properties (default: random, printed; of mutants: 1)',
    commands: ['run', 'mutants'],
  },
  {
    flag: 'runs',
    value: 'N',
    help: 'the runs of the properties, in percent of what each asks for',
    default: '100',
    commands: RUN,
  },
  {
    flag: 'no-gate',
    help: 'judge a kind also where the target does not show or remove the first job of it: what a run makes may stay there',
    commands: RUN,
  },
  { flag: 'bail', help: 'stop at the first failing requirement', commands: RUN },
  {
    flag: 'verbose',
    help: 'print also which of the options that the documents leave open were seen; the report always has them',
    commands: RUN,
  },
  {
    flag: 'expect',
    value: 'FILE',
    help: 'known deviations (YAML), each with its reason: they are waived; entries that are out of date are an error',
    commands: RUN,
  },
  {
    flag: 'write-expect',
    value: 'FILE',
    help: 'write the deviations as such a file; what it says already stays while it is true',
    commands: RUN,
  },
  {
    flag: 'claims',
    value: 'FILE',
    help: 'what the target declares of itself (YAML): a claim that the run contradicts is a failure, one of which it saw nothing is unproven',
    commands: RUN,
  },
  {
    flag: 'any-contract',
    help: 'take reports of different contracts, whose verdicts rest on different demands; the contract of each is named',
    commands: ['matrix'],
  },
  {
    flag: 'out',
    value: 'DIR',
    help: 'where the report goes; for reproduce: the file of the script (default: standard output); for report also -, which is standard output',
    default: 'conformance-report',
    commands: ['run', 'mutants', 'compare', 'matrix', 'merge', 'reproduce', 'report'],
  },
  {
    flag: 'format',
    value: 'FORMAT',
    list: true,
    help: 'json, html, markdown, junit, allure, sarif, ctrf, badge, submission or github; github are annotations for the log of a job',
    default: 'html',
    commands: ['report'],
  },
  {
    flag: 'record',
    help: 'keep all exchanges beside the report, so that others can judge them again: verify DIR',
    commands: RUN,
  },
  { flag: 'junit', help: 'write junit.xml beside the report', format: true, commands: ['run', 'merge'] },
  { flag: 'allure', help: 'write allure-results beside the report', format: true, commands: ['run', 'merge'] },
  { flag: 'json', help: 'print JSON', commands: ['list'] },
  {
    flag: 'from',
    value: 'REPORT',
    help: 'the report (a report.json, or the folder that holds it); for report also the folder of a run that was cut off',
    default: 'conformance-report',
    commands: ['reproduce', 'report'],
  },
  { flag: 'port', value: 'N', help: 'the port to listen on (0: any free one)', default: '0', commands: ['serve'] },
  {
    flag: 'variant',
    value: 'ID',
    list: true,
    help: "take these options of the documents' freedoms; for mutants: judge these legal servers alone",
    commands: ['serve', 'mutants'],
  },
  { flag: 'list-variants', help: 'print the variants that there are', commands: ['serve'] },
  {
    flag: 'mutant',
    value: 'NAME',
    list: true,
    help: 'break this one thing; for mutants: judge these alone (names or prefixes)',
    commands: ['serve', 'mutants'],
  },
  {
    flag: 'requirement',
    value: 'ID',
    list: true,
    help: 'judge the mutants of what these requirements test alone (ids or prefixes)',
    commands: ['mutants'],
  },
  { flag: 'list-mutants', help: 'print the mutants that there are', commands: ['serve'] },
  {
    flag: 'quick',
    help: 'stop at the first requirement that reports a mutant as it has to; no variants',
    commands: ['mutants'],
  },
  { flag: 'variants', help: 'judge the legal servers alone, no mutant', commands: ['mutants'] },
  {
    flag: 'in-turns',
    help: 'judge each legal server with one kind, instead of with each: another with each seed',
    commands: ['mutants'],
  },
  {
    flag: 'seeds',
    value: 'N',
    help: 'judge each with so many seeds, from --seed on: what is caught by luck shows',
    default: '1',
    commands: ['mutants'],
  },
  { flag: 'record', value: 'FILE', help: 'note the figures there, for the README', commands: ['mutants'] },
  {
    flag: 'survey',
    help: 'with --record: judge each mutant also by what reports many, so that the order and the profiles know of it (an hour)',
    commands: ['mutants'],
  },
  {
    flag: 'whole',
    help: 'judge every mutant by the whole suite, not by those that have to report it alone',
    commands: ['mutants'],
  },
  { flag: 'journal', value: 'DIR', help: 'the report folder of the run that was killed', commands: ['cleanup'] },
];

/** `CCI_READ_ONLY_TOKEN` for `read-only-token`. */
export const variableOf = (flag: string): string => `CCI_${flag.toUpperCase().replaceAll('-', '_')}`;

export const SECRET_VARIABLES: readonly string[] = OPTIONS.filter(({ secret }) => secret === true).map(({ flag }) =>
  variableOf(flag),
);

/** `--namespace NS[,NS]` */
export const shownFlag = (option: Option): string =>
  `--${option.flag}${option.value === undefined ? '' : ` ${option.value}${option.list === true ? `[,${option.value}]` : ''}`}`;

/** The table of flags as Markdown, for the README. Those of credentials have a table of their own. */
export function optionsTable(): string {
  const rows = OPTIONS.filter(({ credential }) => credential === undefined).map(
    (option) =>
      `| \`${shownFlag(option)}\` | \`${variableOf(option.flag)}\` | ${option.help} | ${option.default === undefined ? '' : `\`${option.default}\``} |`,
  );
  return ['| flag | variable | what it does | default |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
